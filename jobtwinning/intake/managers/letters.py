"""The mails about a permission: to the manager with a link, to the participant, to the coordinator."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.intake.honest import hours_sentence, period
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import (
    About,
    Options,
    Recipient,
    RenderedMail,
    cancel_mails,
    queue_mail,
    render_mail,
)
from jobtwinning.programmes.models import Participation

ASKED, AGAIN, PASSED_ON, ANSWERED, REMINDED = "asked", "again", "passed_on", "answered", "reminded"
LINK_MAIL = "manager_link"
State = ManagerPermission.State


def mail_link(
    permission: ManagerPermission, participation: Participation, raw: str, kind: str, *, until: datetime
) -> None:
    """The link, in the only place where it is written out; the body is blanked after sending."""
    with translation.override(permission.language):
        context = link_context(permission, participation, kind, until=until)
        context["button_url"] = _absolute(reverse("account_link", args=[raw]))
    queue_mail(
        LINK_MAIL,
        Recipient(permission.manager_email, permission.language),
        unique_key=f"{_link_key(permission.public_id)}{raw[:12]}",
        context=context,
        about=_about(participation),
        options=Options(holds_secret=True),
    )


def shown_mail(permission: ManagerPermission, participation: Participation, *, until: datetime) -> RenderedMail:
    """The first mail as it would go out now, without a link that works."""
    with translation.override(permission.language):
        context = link_context(permission, participation, ASKED, until=until)
        context["button_url"] = _("(hier staat de link)")
    return render_mail(LINK_MAIL, permission.language, context, None)


def link_context(
    permission: ManagerPermission, participation: Participation, kind: str, *, until: datetime
) -> dict[str, Any]:
    """What stands in the mail, in the language that is active; the link apart."""
    person, employment = participation.person, participation.employment
    name = {"name": person.full_name, "given": person.given_name}
    subjects = {
        REMINDED: _("%(name)s wacht nog op je antwoord over Job Twinning"),
        ANSWERED: _("Antwoord op je vraag over %(name)s en Job Twinning"),
        PASSED_ON: _("Een collega gaf dit aan je door: mag %(name)s meedoen aan Job Twinning?"),
        AGAIN: _("Een nieuwe link: mag %(name)s meedoen aan Job Twinning?"),
    }
    return {
        "subject": subjects.get(kind, _("Mag %(name)s meedoen aan Job Twinning?")) % name,
        "manager_name": permission.manager_name,
        "name": person.given_name,
        "full_name": person.full_name,
        "organisation": employment.organisation.name if employment else "",
        "kind": kind,
        "question": permission.question,
        "answer": permission.answer,
        "hours": hours_sentence(participation.programme.rules),
        "period": period(participation.programme),
        "until": until.astimezone(clock.AMSTERDAM),
        "button_text": _("Lees het en geef antwoord"),
        **_signature(participation),
    }


def cancel_links(public_ids: list[str], *, at: datetime) -> None:
    """Mails with a link that is dead need not leave."""
    for public_id in public_ids:
        cancel_mails(OutboxMail.objects.filter(unique_key__startswith=_link_key(public_id)), at=at)


def _link_key(public_id: str) -> str:
    return f"manager-link:{public_id}:"


def tell_of_decision(permission: ManagerPermission, participation: Participation) -> None:
    """The participant hears what came of it; the coordinator only of a question, a no, or a permission taken back."""
    person = participation.person
    key = f"{permission.public_id}:{permission.state}:{permission.version}"
    if person.email:
        with translation.override(person.language):
            context = decision_context(permission, participation)
            context["button_url"] = _absolute(reverse("intake:permission", args=[participation.public_id]))
        queue_mail(
            "permission_decided",
            Recipient(person.email, person.language, person.pk),
            unique_key=f"permission-decided:{key}",
            context=context,
            about=_about(participation),
        )
    address = participation.region.contact_email
    if address and permission.state in (State.QUESTION, State.REFUSED, State.WITHDRAWN):
        language = settings.LANGUAGE_CODE
        with translation.override(language):
            context = coordinator_context(permission, participation)
        queue_mail(
            "permission_needs_you",
            Recipient(address, language),
            unique_key=f"permission-needs-you:{key}",
            context=context,
            about=_about(participation),
        )


def tell_of_leaving(permission: ManagerPermission, participation: Participation) -> None:
    """Somebody leaves before there was a pair, or between two: one neutral line to who keeps hours free (AGR-08)."""
    name = {"name": participation.person.given_name}
    with translation.override(permission.language):
        context = {
            "subject": _("De uren van %(name)s zijn weer vrij") % name,
            "own_name": permission.manager_name,
            "paragraphs": [
                _(
                    "%(name)s doet deze ronde niet meer mee aan Job Twinning. De uren die daarvoor nodig waren, zijn "
                    "weer vrij. Je hoeft niets te doen."
                )
                % name
            ],
            **_signature(participation),
        }
    queue_mail(
        "permission_over",
        Recipient(permission.manager_email, permission.language),
        unique_key=f"permission-over:{permission.public_id}",
        context=context,
        about=_about(participation),
    )


def decision_context(permission: ManagerPermission, participation: Participation) -> dict[str, Any]:
    """What the participant reads, in the language that is active."""
    name = permission.manager_name
    subjects = {
        State.GIVEN: _("Je leidinggevende zegt ja"),
        State.QUESTION: _("Je leidinggevende heeft eerst een vraag"),
        State.REFUSED: _("Je leidinggevende zegt nee"),
        State.WITHDRAWN: _("De toestemming is ingetrokken"),
    }
    texts = {
        State.GIVEN: _("%(name)s geeft je toestemming om mee te doen aan Job Twinning."),
        State.QUESTION: _("%(name)s wil eerst iets weten. Je coördinator geeft antwoord. Je hoeft nu niets te doen."),
        State.REFUSED: _(
            "%(name)s geeft nu geen toestemming. Praat er samen over, of bel je coördinator: die denkt mee."
        ),
        State.WITHDRAWN: _("De toestemming van %(name)s geldt niet meer. Je coördinator neemt contact met je op."),
    }
    limit = permission.hours_maximum if permission.state == State.GIVEN else None
    return {
        "subject": subjects[State(permission.state)],
        "text": texts[State(permission.state)] % {"name": name or _("Je leidinggevende")},
        "limit": _("Het gaat om hooguit %(n)s uur in totaal.") % {"n": limit} if limit else "",
        "button_text": _("Bekijk je toestemming"),
        **_signature(participation),
    }


def coordinator_context(permission: ManagerPermission, participation: Participation) -> dict[str, Any]:
    """What the coordinator reads, in the language that is active."""
    names = {"name": participation.person.full_name}
    subjects = {
        State.QUESTION: _("Vraag van de leidinggevende van %(name)s"),
        State.REFUSED: _("De leidinggevende van %(name)s zegt nee"),
        State.WITHDRAWN: _("De toestemming voor %(name)s is ingetrokken"),
    }
    url = reverse("intake:participant", args=[participation.programme.slug, participation.public_id])
    return {
        "subject": subjects[State(permission.state)] % names,
        "name": participation.person.full_name,
        "state": permission.state,
        "manager_name": permission.manager_name,
        "question": permission.question,
        "button_text": _("Naar deze deelnemer"),
        "button_url": _absolute(url),
    }


def _about(participation: Participation) -> About:
    region = participation.region
    return About(participation.programme_id, region.pk, region.contact_email, (participation.person_id,))


def _signature(participation: Participation) -> dict[str, list[str]]:
    region = participation.region
    if not region.contact_name:
        return {"signature": ["Job Twinning"]}
    role = _("%(name)s, coördinator regio %(region)s") % {"name": region.contact_name, "region": region.name}
    return {"signature": [role, *([region.contact_phone] if region.contact_phone else [])]}


def _absolute(url: str) -> str:
    return f"{settings.SITE_URL}{url}"
