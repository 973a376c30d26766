"""What somebody agreed to, with the words they saw; giving and withdrawing add a line and change nothing else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.people.consents import record_consent
from jobtwinning.people.models import Consent, Person
from jobtwinning.surveys.catalogue import instrument
from jobtwinning.surveys.questionnaires import Item

INTAKE = "intake"  # the consent questions stand there


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a consent is asked, and what a yes and a no do."""

    title: str | Promise
    why: str | Promise
    when_given: str | Promise
    when_not: str | Promise


EXPLANATIONS: Mapping[str, Explanation] = {
    Consent.Purpose.RESEARCH: Explanation(
        title=_("Evaluatie en onderzoek"),
        why=_("Met de antwoorden van iedereen samen zien we wat Job Twinning oplevert en wat er beter kan."),
        when_given=_("Je antwoorden tellen mee in cijfers, zonder je naam. Over kleine groepen tonen we niets."),
        when_not=_(
            "Je antwoorden tellen niet mee in cijfers die we hierna maken. Aan je koppel, je pagina's en je "
            "vragenlijsten verandert niets."
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Said:
    """One line somebody gave, with the words they saw then; empty when those are not kept."""

    line: Consent
    text: str


@dataclass(frozen=True, slots=True)
class ConsentState:
    """One purpose: what is asked now, and everything that was said, newest first."""

    purpose: str
    explanation: Explanation
    text: str
    text_version: str
    said: tuple[Said, ...]

    @property
    def given(self) -> bool | None:
        return self.said[0].line.given if self.said else None


def consent_states(person: Person) -> list[ConsentState]:
    """Every purpose that is asked, with what this person said to it; one query."""
    lines = list(Consent.objects.filter(person=person).order_by("-at", "-pk"))
    states = []
    for purpose in Consent.Purpose.values:
        said = tuple(Said(line, text_seen(line)) for line in lines if line.purpose == purpose)
        version, text = text_asked(purpose)
        states.append(ConsentState(purpose, EXPLANATIONS[purpose], text, version, said))
    return states


def text_asked(purpose: str) -> tuple[str, str]:
    """Version and words of the question as it is asked now, in the reader's language."""
    questions = instrument(INTAKE)
    item = next(item for item in questions.items if item.consent == purpose)
    return f"{item.code}/{questions.version}", item.label(get_language() or "nl")


def text_seen(line: Consent) -> str:
    """The words somebody saw; only when they are still exactly the ones whose hash was kept."""
    item = _item_of(line.text_version)
    text = item.label(line.language) if item else ""
    return text if hashlib.sha256(text.encode()).hexdigest() == line.text_hash else ""


def _item_of(text_version: str) -> Item | None:
    code, _slash, version = text_version.partition("/")
    try:
        return instrument(INTAKE, int(version)).item(code)
    except (KeyError, ValueError):
        return None


@transaction.atomic
def change_consent(person: Person, purpose: str, *, given: bool, by: Account | None, at: datetime) -> Consent | None:
    """Give or withdraw consent; None when that is what the person said before. Nothing else changes."""
    Person.objects.select_for_update().get(pk=person.pk)  # two at once add one line
    version, text = text_asked(purpose)
    line = record_consent(person, purpose, given=given, text=text, text_version=version, at=at)
    if line is not None:
        verb = "give_consent" if given else "withdraw_consent"
        history.record(verb, person, by=by, at=at, codes={"purpose": purpose, "text_version": version})
    return line
