"""The mails about the trial, a pause and the end of a pair. Called inside the actions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.mail.outbox import Recipient, queue_mail
from jobtwinning.pairs import letters
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation


def ask_click(pair: Pair, *, to: Sequence[Seat]) -> None:
    """Two questions after the first talk; nobody reads the answers with a name."""
    for seat, person in _readers(to):
        with translation.override(person.language):
            partner = _partner_of(pair, person)
            paragraphs = [
                _("Jij en %(partner)s hebben elkaar gesproken. Hoe is de klik?") % {"partner": partner},
                _("Het zijn twee vragen, dat kost een halve minuut. Overslaan mag."),
                _(
                    "Niemand ziet je antwoorden met je naam erbij, %(partner)s niet en je coördinator niet. Wil je dat "
                    "je coördinator erover belt? Dan vink je dat aan."
                )
                % {"partner": partner},
            ]
            subject = _("Hoe was de eerste keer met %(partner)s?") % {"partner": partner}
            context = _context(pair, person, subject, paragraphs, button=(_("Geef antwoord"), "twinning:click"))
        _send("click_question", pair, seat, person, context)


def ask_trial(pair: Pair, until: date, *, to: Sequence[Seat]) -> None:
    """Go on, talk first, or the exit card; which answer is read by whom."""
    for seat, person in _readers(to):
        with translation.override(person.language):
            partner = _partner_of(pair, person)
            paragraphs = [
                _("Jij en %(partner)s zijn nu een tijdje bezig. Gaan jullie verder?") % {"partner": partner},
                _("Je kiest: verder, er eerst over praten, of de exit-kaart. Alle drie is goed."),
                _(
                    "Je coördinator ziet wat je kiest, %(partner)s niet. Horen we niets tot en met %(day)s, dan telt "
                    "dat als verder."
                )
                % {"partner": partner, "day": date_format(until, "j F")},
            ]
            subject = _("Gaan jij en %(partner)s verder?") % {"partner": partner}
            context = _context(pair, person, subject, paragraphs, button=(_("Geef antwoord"), "twinning:trial"))
        _send("trial_question", pair, seat, person, context)


def remind_of_trial(pair: Pair, until: date, *, to: Sequence[Seat]) -> bool:
    """Whether any mail was new."""
    made = False
    for seat, person in _readers(to):
        with translation.override(person.language):
            partner = _partner_of(pair, person)
            paragraphs = [
                _("We vroegen je of jij en %(partner)s verdergaan. We hoorden nog niets.") % {"partner": partner},
                _("Antwoorden kan tot en met %(day)s. Daarna telt geen antwoord als verder.")
                % {"day": date_format(until, "j F")},
            ]
            subject = _("Nog even: gaan jij en %(partner)s verder?") % {"partner": partner}
            context = _context(pair, person, subject, paragraphs, button=(_("Geef antwoord"), "twinning:trial"))
        made |= _send("trial_reminder", pair, seat, person, context)
    return made


def tell_of_pause(pair: Pair, *, to: Sequence[Seat]) -> None:
    """Kindly, without a reason."""
    if pair.paused_until is None:
        return
    for seat, person in _readers(to):
        with translation.override(person.language):
            day = date_format(pair.paused_until, "l j F")
            partner = _partner_of(pair, person)
            paragraphs = [
                _("%(partner)s legde de pauze-kaart op tafel, tot en met %(day)s. Dat zegt niets over jou.")
                % {"partner": partner, "day": day},
                _("Afspraken in de pauze gaan niet door. We mailen je zolang niet, en alle data schuiven op."),
                _("Kan het eerder? Dan gaan jullie op jullie pagina weer verder."),
            ]
            subject = _("Jullie hebben pauze tot en met %(day)s") % {"day": day}
            context = _context(pair, person, subject, paragraphs)
        _send("pair_paused", pair, seat, person, context, key=f"{pair.version}")


def tell_of_resuming(pair: Pair, *, to: Sequence[Seat]) -> None:
    """The pause is over."""
    for seat, person in _readers(to):
        with translation.override(person.language):
            partner = _partner_of(pair, person)
            paragraphs = [
                _("Jullie pauze is voorbij. Prik samen een nieuwe dag."),
                _("Alle data van jullie traject zijn met de pauze opgeschoven."),
            ]
            subject = _("Jij en %(partner)s gaan weer verder") % {"partner": partner}
            context = _context(pair, person, subject, paragraphs)
        _send("pair_resumed", pair, seat, person, context, key=f"{pair.version}")


def tell_of_end(pair: Pair, *, to: Sequence[Seat]) -> None:
    """A neutral, kind line: nobody's reason, nobody's fault (MAT-08)."""
    for seat, person in _readers(to):
        with translation.override(person.language):
            partner = _partner_of(pair, person)
            paragraphs = [
                _("Jij en %(partner)s stoppen als koppel. Dat kan gebeuren en zegt niets over jou.")
                % {"partner": partner},
                _("Afspraken die nog kwamen, zijn afgezegd. Je bent weer vrij voor iemand anders."),
                _("Wil je erover praten, of juist niet verder zoeken? Antwoord dan op deze mail."),
            ]
            subject = _("Jij en %(partner)s stoppen als koppel") % {"partner": partner}
            button = (_("Vertel ons wat je kwijt wilt"), "twinning:stopped")
            context = _context(pair, person, subject, paragraphs, button=button)
        _send("pair_ended", pair, seat, person, context)


def tell_coordinator_talk(pair: Pair, seat: Seat) -> None:
    """Somebody wants to talk before going on; named, for the coordinator alone."""
    with translation.override(settings.LANGUAGE_CODE):
        name = person_in(seat).full_name
        subject = _("%(name)s wil praten over het koppel") % {"name": name}
        paragraphs = [
            _("%(name)s wil er eerst over praten voordat het koppel verdergaat. De ander weet dit niet.")
            % {"name": name},
            _("Spreek met beiden. Daarna zet je op de lijst met koppels of ze verdergaan of stoppen."),
        ]
        _tell_coordinator("trial_talk", pair, seat, subject, paragraphs, "pairs:pairs", [pair.programme.slug])


def tell_coordinator_call(pair: Pair, seat: Seat) -> None:
    """Somebody ticked that the coordinator may call; what they answered stays with them."""
    with translation.override(settings.LANGUAGE_CODE):
        name = person_in(seat).full_name
        subject = _("%(name)s vindt het goed dat je belt") % {"name": name}
        paragraphs = [
            _("%(name)s vinkte aan dat je mag bellen over de klik met de partner. De ander weet dit niet.")
            % {"name": name},
            _("Wat iemand over de klik antwoordt, lees je niet. Vraag het gewoon."),
        ]
        _tell_coordinator("click_call", pair, seat, subject, paragraphs, "pairs:todo", [pair.programme.slug])


def tell_coordinator_ended(pair: Pair, seat: Seat) -> None:
    """Somebody put the exit card on the table: both are free."""
    with translation.override(settings.LANGUAGE_CODE):
        name = person_in(seat).full_name
        subject = _("%(name)s legde de exit-kaart op tafel") % {"name": name}
        paragraphs = [
            _("Het koppel van %(name)s is gestopt. Een reden is niet nodig. Beiden zijn weer vrij.") % {"name": name},
            _("Komt er nog een toelichting, dan staat die op de lijst met koppels. Alleen jij leest die."),
        ]
        where = [pair.programme.slug, pair.region.slug]
        url = "matching:workspace"
        if pair.programme.is_standing:
            url, where = "pairs:pairs", where[:1]
        _tell_coordinator("pair_exit", pair, seat, subject, paragraphs, url, where)


def _tell_coordinator(
    template: str, pair: Pair, seat: Seat, subject: str, paragraphs: Sequence[str], url: str, arguments: Sequence[str]
) -> None:
    address = pair.region.contact_email
    if not address:
        return
    context = {
        "subject": subject,
        "paragraphs": paragraphs,
        "button_text": _("Naar het matchen") if url == "matching:workspace" else _("Naar de koppels"),
        "button_url": settings.SITE_URL + reverse(url, args=arguments),
    }
    moment = {"trial_talk": seat.trial_answered_at, "click_call": seat.call_asked_at}.get(template)
    queue_mail(
        template,
        Recipient(address, settings.LANGUAGE_CODE),
        unique_key=f"{template}:{pair.public_id}:{seat.side}:{moment or ''}"[:120],
        context=context,
        about=letters.about(pair),
    )


# --- Shared -----------------------------------------------------------------------------------------


def _readers(seats: Iterable[Seat]) -> list[tuple[Seat, Person]]:
    """Who can be written to and still takes part."""
    found = [(seat, person_in(seat)) for seat in seats if _takes_part(seat.participation)]
    return [(seat, person) for seat, person in found if person.email]


def _takes_part(participation: Participation | None) -> bool:
    return participation is not None and participation.state != Participation.State.WITHDRAWN


def _partner_of(pair: Pair, person: Person) -> str:
    seats = Seat.objects.filter(pair=pair).select_related("person")
    return next(person_in(seat).given_name for seat in seats if seat.person_id != person.pk)


def _context(
    pair: Pair,
    person: Person,
    subject: str,
    paragraphs: Sequence[str],
    *,
    button: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """What stands in a mail, in the language that is active."""
    text, url = button or (_("Naar jullie pagina"), "twinning:pair")
    return {
        "subject": subject,
        "own_name": person.given_name,
        "paragraphs": paragraphs,
        "button_text": text,
        "button_url": settings.SITE_URL + reverse(url, args=[pair.public_id]),
        **letters.signature(pair),
    }


def _send(template: str, pair: Pair, seat: Seat, person: Person, context: dict[str, Any], key: str = "") -> bool:
    mail = queue_mail(
        template,
        Recipient(person.email, person.language, person.pk),
        unique_key=f"{template}:{pair.public_id}:{seat.side}:{key}".rstrip(":"),
        context=context,
        about=letters.about(pair),
    )
    return mail is not None
