"""Work that may be confidential: who is flagged, what was decided, who still needs a decision (MAT-11)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import F
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.queries import CONFIDENTIAL, confidential_answers, flags_of, of_confidential_work
from jobtwinning.matching.engine.codes import Confidentiality
from jobtwinning.matching.masking import called
from jobtwinning.matching.models import ConfidentialityDecision, Scenario
from jobtwinning.programmes.models import Participation

Outcome = ConfidentialityDecision.Outcome
NOTE_LENGTH = 300
AGREED = (Outcome.ALTERNATIVE_ACTIVITIES, Outcome.RESOLVABLE)  # what a pair hears of, the heavier first


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: flagged by their own answers, decided upon or not."""

    is_flagged: bool
    decision: ConfidentialityDecision | None  # that still counts

    @property
    def needs_decision(self) -> bool:
        """Nobody said yet what is possible."""
        return self.is_flagged and self.decision is None


# --- Reading ------------------------------------------------------------------------------------


def told_codes(told: Mapping[str, object]) -> str:
    """The answers a decision is about, as one short code."""
    return "|".join(str(told.get(item, "")) for item in CONFIDENTIAL)


def decisions_of(participation_keys: Collection[int]) -> dict[int, ConfidentialityDecision]:
    """Decisions by primary key of the participation, whether they still count or not."""
    rows = ConfidentialityDecision.objects.filter(participation__in=participation_keys)
    return {row.participation_id: row for row in rows}


def counting(decision: ConfidentialityDecision | None, told: Mapping[str, object]) -> Confidentiality | None:
    """The outcome, as long as the answers are those it was about."""
    if decision is None or decision.answers != told_codes(told):
        return None
    return cast(Confidentiality, decision.outcome)


def standings(participation_keys: Collection[int]) -> dict[int, Standing]:
    """Where each of these people stands; two queries whatever their number."""
    told, decided = confidential_answers(participation_keys), decisions_of(participation_keys)
    found = {}
    for key in participation_keys:
        answers, decision = told.get(key, {}), decided.get(key)
        counts = counting(decision, answers) is not None
        found[key] = Standing("confidential" in flags_of(answers), decision if counts else None)
    return found


def undecided(people: Iterable[Participation]) -> list[Participation]:
    """Those of whom a coordinator must first decide what is possible, in the order given."""
    rows = list(people)
    standing = standings([one.pk for one in rows])
    return [one for one in rows if standing[one.pk].needs_decision]


def undecided_in(scenario: Scenario) -> list[Participation]:
    """Of the people in the pairs of a proposal, by name."""
    ids = {each[side] for each in scenario.pairs for side in ("left", "right")}
    here = Participation.objects.filter(programme=scenario.programme_id, region=scenario.region_id)
    flagged = of_confidential_work(here).select_related("person").order_by("person__given_name", "pk")
    return undecided(one for one in flagged if one.public_id in ids)


# --- Deciding -----------------------------------------------------------------------------------


@transaction.atomic
def decide_confidentiality(
    participation: Participation, outcome: str, *, note: str, by: Account, at: datetime
) -> ConfidentialityDecision:
    """What is possible for this person; a later decision replaces it. The same once more changes nothing."""
    Participation.objects.select_for_update().get(pk=participation.pk)  # two coordinators decide one by one
    answers = told_codes(confidential_answers([participation.pk]).get(participation.pk, {}))
    values = {"outcome": outcome, "note": note.strip()[:NOTE_LENGTH], "answers": answers}
    current = ConfidentialityDecision.objects.filter(participation=participation)
    same = current.filter(**values).first()
    if same is not None:
        return same
    if not current.update(**values, decided_by=by, decided_at=at, version=F("version") + 1):
        ConfidentialityDecision.objects.create(participation=participation, **values, decided_by=by, decided_at=at)
    decision = current.get()
    history.record(
        "decide_confidentiality",
        decision,
        by=by,
        at=at,
        programme_id=participation.programme_id,
        region_id=participation.region_id,
        codes={"outcome": outcome},
    )
    return decision


def refuse_undecided(people: Iterable[Participation]) -> None:
    """Nobody is proposed while it is not clear whether their work allows it, or when it does not (R-1.8)."""
    rows = sorted(people, key=lambda one: one.person.full_name)
    standing = standings([one.pk for one in rows])
    open_names = [called(one, short=False) for one in rows if standing[one.pk].needs_decision]
    if open_names:
        raise DomainError(
            "confidentiality_undecided",
            ngettext(
                "%(names)s noemt werk dat misschien vertrouwelijk is. Besluit eerst wat kan.",
                "%(names)s noemen werk dat misschien vertrouwelijk is. Besluit eerst wat kan.",
                len(open_names),
            )
            % {"names": get_text_list(open_names, _("en"))},
        )
    unsuitable = [
        called(one, short=False)
        for one in rows
        if (decision := standing[one.pk].decision) is not None and decision.outcome == Outcome.NOT_SUITABLE
    ]
    if unsuitable:
        raise DomainError(
            "not_suitable",
            _("Je besloot dat het werk van %(names)s niet geschikt is. Maak een nieuw voorstel.")
            % {"names": get_text_list(unsuitable, _("en"))},
        )


def with_agreement(
    explained: Mapping[str, Any], one: Participation, other: Participation, standing: Mapping[int, Standing]
) -> dict[str, Any]:
    """The reasons of a pair, with what the two have to agree on first; never why (see pairs.reasons)."""
    outcomes = {decision.outcome for key in (one.pk, other.pk) if (decision := standing[key].decision) is not None}
    agree = next((code.value for code in AGREED if code in outcomes), "")
    shared = {**explained.get("shared", {}), **({"agree": agree} if agree else {})}
    return {**explained, "shared": shared}
