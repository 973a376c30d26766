"""Ask somebody whether a wish may be wider; nothing changes until they change their own intake."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.steps import MATCHING, WORK
from jobtwinning.mail.outbox import About, Recipient, queue_mail, render_mail
from jobtwinning.matching import engine
from jobtwinning.matching.masking import called
from jobtwinning.matching.models import Request
from jobtwinning.pairs.sentences import criterion_name
from jobtwinning.programmes.models import Participation

Kind = Request.Kind
ROUNDED_TO = 5  # minutes
STEPS = {Kind.TRAVEL: WORK, Kind.MUST: MATCHING}


@dataclass(frozen=True, slots=True)
class Question:
    """What could be asked of one person; value as in `Request.asked`, limit is what they said themselves."""

    kind: str
    value: str
    candidates: int
    limit: int = 0

    @property
    def what(self) -> str:
        """Its name in an address."""
        return f"{self.kind}-{self.value}"

    @property
    def text(self) -> str:
        """For the coordinator."""
        return told(self.kind, self.value)


def told(kind: str, value: str) -> str:
    """What is asked, in a few words."""
    if kind == Kind.TRAVEL:
        return _("%(minutes)s minuten reizen") % {"minutes": value}
    return _("een partner bij wie dit anders is: %(criterion)s") % {"criterion": criterion_word(value)}


def criterion_word(criterion: str) -> str:
    """As inside a sentence; age is never named."""
    try:
        return criterion_name(criterion).lower()
    except KeyError:
        return criterion


def question_for(person: engine.Person, change: engine.Relaxation) -> Question | None:
    """What to ask this person for this change; None when it is up to others or to the programme."""
    params = dict(change.params)
    if change.code == "travel_longer" and person.max_travel_minutes is not None:
        limit = person.max_travel_minutes
        minutes = math.ceil((limit + int(str(params["extra_minutes"]))) / ROUNDED_TO) * ROUNDED_TO
        return Question(Kind.TRAVEL, str(minutes), change.candidates, limit)
    if change.code == "drop_must":
        return Question(Kind.MUST, str(params["criterion"]), change.candidates)
    return None


def is_met(request: Request, person: engine.Person) -> bool:
    """They said yes: the own intake is as wide as was asked."""
    if request.kind == Kind.TRAVEL:
        limit = person.max_travel_minutes
        return limit is None or (request.asked.isdigit() and limit >= int(request.asked))
    return not any(wish.must and wish.criterion == request.asked for wish in person.wishes)


@transaction.atomic
def ask_request(participation: Participation, question: Question, *, by: Account, at: datetime) -> Request:
    """Keep that it was asked and, when there is an address, send the question. The same question is asked once."""
    Participation.objects.select_for_update().get(pk=participation.pk)
    same = Request.objects.filter(participation=participation, kind=question.kind, asked=question.value)
    if same.exists():
        raise DomainError("asked_before", _("Dit is al gevraagd aan %(name)s.") % {"name": called(participation)})
    request = Request.objects.create(
        participation=participation, kind=question.kind, asked=question.value, asked_by=by, asked_at=at
    )
    history.record(
        "ask_request",
        request,
        by=by,
        at=at,
        programme_id=participation.programme_id,
        region_id=participation.region_id,
        codes={"kind": question.kind, "value": question.value},
    )
    person, region = participation.person, participation.region
    if person.email:
        queue_mail(
            "request",
            Recipient(person.email, person.language, person.pk),
            unique_key=f"request-{request.public_id}",
            context=letter_context(participation, question),
            about=About(participation.programme_id, region.pk, region.contact_email),
        )
    return request


def letter_text(participation: Participation, question: Question) -> str:
    """The mail as they will read it, in their language; with a mask for a name where names are masked."""
    context = letter_context(participation, question) | {"own_name": called(participation)}
    return render_mail("request", participation.person.language, context, None).text


def letter_context(participation: Participation, question: Question) -> dict[str, Any]:
    """What stands in the mail, in the language of who reads it."""
    person, region = participation.person, participation.region
    with translation.override(person.language):
        role = _("%(name)s, coördinator regio %(region)s") % {"name": region.contact_name, "region": region.name}
        step = STEPS[Kind(question.kind)]
        return {
            "subject": _("Een vraag over je intake"),
            "own_name": person.given_name,
            "kind": question.kind,
            "minutes": question.value,
            "limit": question.limit,
            "criterion": criterion_word(question.value) if question.kind == Kind.MUST else "",
            "button_url": settings.SITE_URL + reverse("intake:step", args=[participation.public_id, step.slug]),
            "button_text": _("Bekijk je antwoord"),
            "signature": [role, region.contact_phone] if region.contact_phone else [role],
        }
