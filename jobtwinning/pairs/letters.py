"""The mails about a pair: who gets which, in whose language, with what in it. Called inside the actions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.intake.profile import Audience, visible_profile
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import About, Options, Recipient, queue_mail, take_back_mails
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import SeatedPerson, answer_until, halves, person_in, with_people
from jobtwinning.pairs.reasons import explain_for_participant
from jobtwinning.pairs.words import kind_sentence
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Side
from jobtwinning.programmes.placeholders import mail_placeholders


def send_proposal(
    pair: Pair, teacher: Participation, non_teacher: Participation, *, not_before: datetime | None = None
) -> None:
    """ "Noor, dit is Daan": who the partner is and why, no contact details yet; a surprise keeps the name back."""
    for own, partner in ((teacher, non_teacher), (non_teacher, teacher)):
        with translation.override(own.person.language):
            context = proposal_context(pair, own, partner)
        key = _proposal_key(pair, own.side)
        _send("pair_proposed", pair, own.person, key=key, context=context, not_before=not_before)


def take_back_proposals(pairs: Iterable[Pair], *, at: datetime) -> bool:
    """The mails of these proposals do not leave; False, and nothing is taken back, when one may have left."""
    keys = [_proposal_key(pair, side) for pair in pairs for side in Side.values]
    return take_back_mails(OutboxMail.objects.filter(unique_key__in=keys), at=at)


def _proposal_key(pair: Pair, side: str) -> str:
    return f"pair-proposed:{pair.public_id}:{side}"


def proposal_context(pair: Pair, own: Participation, partner: Participation) -> dict[str, Any]:
    """What stands in the mail, in the language that is active. A surprise's name is in nothing that can be worded."""
    profile, rules = visible_profile(Audience.PARTNER, partner), pair.programme.rules
    surprise = is_surprise_for(pair, own.side)
    subject = _("%(own)s, er is iemand voor je") if surprise else _("%(own)s, dit is %(partner)s")
    return {
        "subject": subject % {"own": own.person.given_name, "partner": partner.person.given_name},
        "own_name": own.person.given_name,
        "partner_name": partner.person.given_name,
        "partner_function": profile.function,
        "partner_organisation": profile.organisation,
        "is_surprise": surprise,
        "kind_sentence": kind_sentence(pair.kind),
        "explained": explain_for_participant(pair.reasons, own.side, partner.person.given_name, profile.engine),
        "placeholders": {
            **mail_placeholders(own.person.given_name, pair.programme, pair.region),
            "maanden": str(rules.duration_months),
            "uren": str(rules.hours_minimum),
        },
        **_answer_button(pair),
        **signature(pair),
    }


def send_confirmation(pair: Pair) -> None:
    """Both said yes: each other's contact details and what to do this week. The pair was read `with_people`."""
    teacher, non_teacher = halves(pair)
    people = Person.objects.in_bulk([teacher.person_key, non_teacher.person_key])
    for own in (teacher, non_teacher):
        person = people[own.person_key]
        with translation.override(person.language):
            context = confirmation_context(pair, own, teacher, non_teacher)
        _send("pair_confirmed", pair, person, key=f"pair-confirmed:{pair.public_id}:{own.side}", context=context)


def confirmation_context(
    pair: Pair, own: SeatedPerson, teacher: SeatedPerson, non_teacher: SeatedPerson
) -> dict[str, Any]:
    """What stands in the mail to `own`, one of the two, in the language that is active."""
    partner = non_teacher if own == teacher else teacher
    return {
        "own_name": own.given_name,
        "placeholders": {
            **mail_placeholders(own.given_name, pair.programme, pair.region),
            "partner": partner.given_name,
            "datum": date_format(pair.starts_on, "j F Y") if pair.starts_on else "",
        },
        "pair": {"school": _contact(teacher), "work": _contact(non_teacher)},
        "steps_title": _("Dit kun je deze week doen"),
        "steps": [
            _("Bel elkaar een kwartier, of mail als dat beter past."),
            _("Zet jullie eerste ontmoeting in de agenda."),
            _("Vertel elkaar wat je wilt leren."),
        ],
        **_pair_button(pair),
        **signature(pair),
    }


def send_not_going_on(pair: Pair, *, to: Iterable[Seat]) -> None:
    """A neutral line: this proposal does not go on, we keep looking. Nobody's reason, nobody's answer."""
    for seat in to:
        person = person_in(seat)
        with translation.override(person.language):
            context = not_going_on_context(pair, person)
        key = f"pair-not-going-on:{pair.public_id}:{seat.side}"
        _send("pair_not_going_on", pair, person, key=key, context=context)


def not_going_on_context(pair: Pair, person: Person) -> dict[str, Any]:
    """What stands in the mail, in the language that is active."""
    placeholders = mail_placeholders(person.given_name, pair.programme, pair.region)
    return {"own_name": person.given_name, "placeholders": placeholders, **signature(pair)}


def send_reminder(pair: Pair, number: int, *, to: Iterable[Seat]) -> bool:
    """We would like to hear yes or no, and until when; whether any mail was new."""
    made = False
    for seat in to:
        person = person_in(seat)
        with translation.override(person.language):
            context = {
                "subject": _("We horen graag van je: ja of nee?"),
                "own_name": person.given_name,
                "until": answer_until(pair),
                **_answer_button(pair),
                **signature(pair),
            }
        key = f"pair-reminder-{number}:{pair.public_id}:{seat.side}"
        made |= _send("pair_reminder", pair, person, key=key, context=context)
    return made


def tell_coordinator_declined(pair: Pair) -> None:
    """So that the coordinator can look for somebody else; without a reason, since none is asked."""
    _tell_coordinator(pair, "pair_declined")


def tell_coordinator_lapsed(pair: Pair) -> None:
    """Idem, after the answer term."""
    _tell_coordinator(pair, "pair_lapsed", days=pair.programme.rules.answer_lapse_days)


def tell_coordinator_talk(pair: Pair, side: str) -> None:
    """Who wants to talk before answering, and until when there is time."""
    pair = _read(pair)
    own = next(half for half in halves(pair) if half.side == side)
    with translation.override(settings.LANGUAGE_CODE):
        more = {
            "subject": _("%(name)s wil eerst praten") % {"name": own.full_name},
            "name": own.full_name,
            "until": answer_until(pair),
            "button_text": _("Naar wat er te doen is"),
            "button_url": _absolute(reverse("pairs:todo", args=[pair.programme.slug])),
        }
    _tell_coordinator(pair, "pair_talk", key=f"pair-talk:{pair.public_id}:{side}", **more)


def _tell_coordinator(pair: Pair, template: str, *, key: str = "", **more: object) -> None:
    address = pair.region.contact_email
    if not address:
        return
    teacher, non_teacher = halves(_read(pair))
    slug, region_slug = pair.programme.slug, pair.region.slug
    with translation.override(settings.LANGUAGE_CODE):
        names = {"one": teacher.full_name, "other": non_teacher.full_name}
        context = {
            "subject": _("%(one)s en %(other)s: dit voorstel gaat niet door") % names,
            "teacher_name": teacher.full_name,
            "non_teacher_name": non_teacher.full_name,
            "button_text": _("Naar het matchen"),
            "button_url": _absolute(reverse("matching:workspace", args=[slug, region_slug])),
            **more,
        }
    queue_mail(
        template,
        Recipient(address, settings.LANGUAGE_CODE),
        unique_key=key or f"{template.replace('_', '-')}:{pair.public_id}",
        context=context,
        about=about(pair),
    )


def is_surprise_for(pair: Pair, side: str) -> bool:
    """Whether this side asked not to know who it is until the start."""
    return bool(pair.reasons.get(side, {}).get("is_surprise"))


def _send(
    template: str, pair: Pair, person: Person, *, key: str, context: dict[str, Any], not_before: datetime | None = None
) -> bool:
    """Whether there was somebody to write to who did not get this mail before."""
    if not person.email:
        return False
    to = Recipient(person.email, person.language, person.pk)
    options = Options(not_before=not_before)
    return queue_mail(template, to, unique_key=key, context=context, about=about(pair), options=options) is not None


def about(pair: Pair) -> About:
    """Where a mail about this pair belongs."""
    return About(pair.programme_id, pair.region_id, pair.region.contact_email)


def _read(pair: Pair) -> Pair:
    return with_people(Pair.objects.filter(pk=pair.pk)).get()


def _contact(half: SeatedPerson) -> dict[str, str]:
    return {
        "name": half.given_name,
        "line1": half.function,
        "line2": half.organisation,
        "email": half.email,
        "phone": half.phone,
        "side": "school" if half.side == Side.TEACHER else "work",
    }


def _answer_button(pair: Pair) -> dict[str, str]:
    url = reverse("pairs:answer", args=[pair.public_id])
    return {"button_text": _("Bekijk het voorstel en geef antwoord"), "button_url": _absolute(url)}


def _pair_button(pair: Pair) -> dict[str, str]:
    return {
        "button_text": _("Bekijk jullie pagina"),
        "button_url": _absolute(reverse("twinning:pair", args=[pair.public_id])),
    }


def _absolute(url: str) -> str:
    return f"{settings.SITE_URL}{url}"


def signature(pair: Pair) -> dict[str, list[str]]:
    """Who signs: the coordinator of the region, in the language that is active."""
    region = pair.region
    role = _("%(name)s, coördinator regio %(region)s") % {"name": region.contact_name, "region": region.name}
    return {"signature": [role, region.contact_phone] if region.contact_phone else [role]}
