"""How the states of a pair are said, and the visible table of what can follow what."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from jobtwinning.pairs.models import SEATED, TRANSITIONS, ExitNote, Pair
from jobtwinning.pairs.queries import PairLine, SeatedPerson


def state_word(state: str) -> str:
    """The state as it stands on a badge."""
    return {
        Pair.State.PROPOSED: _("voorgesteld"),
        Pair.State.ACCEPTED: _("begint binnenkort"),
        Pair.State.TRIAL: _("proeftijd"),
        Pair.State.DEFINITE: _("definitief"),
        Pair.State.PAUSED: _("pauze"),
        Pair.State.FINISHED: _("afgerond"),
        Pair.State.ENDED: _("gestopt"),
        Pair.State.DECLINED: _("gaat niet door"),
        Pair.State.WITHDRAWN: _("ingetrokken"),
        Pair.State.LAPSED: _("verlopen"),
    }[Pair.State(state)]


def state_notes(line: PairLine) -> list[str]:
    """What the coordinator should know beside the state: who is waited for, who wants to talk, who left and why."""
    both, notes, pair = (line.teacher, line.non_teacher), [], line.pair
    if line.waiting_for:
        notes.append(_("wacht op %(names)s") % {"names": get_text_list(list(line.waiting_for), _("en"))})
    if pair.paused_until:
        notes.append(_("tot en met %(day)s") % {"day": date_format(pair.paused_until, "j F")})
    if line.wants_to_talk:
        notes.append(_("%(names)s wil eerst praten") % {"names": _names(both, "talk")})
    if pair.state in SEATED and _names(both, "silent"):
        notes.append(_("geen antwoord van %(names)s, telt als verder") % {"names": _names(both, "silent")})
    for one in both:
        if one.has_left:
            notes.append(_("%(name)s legde de exit-kaart op tafel") % {"name": one.given_name})
        if one.exit_note is not None:
            notes += exit_notes(one, one.exit_note)
    if pair.end_reason:
        notes.append(end_reason_word(pair.end_reason))
    return notes


def exit_notes(one: SeatedPerson, note: ExitNote) -> list[str]:
    """What somebody told about stopping, in one line per thing said."""
    said = [exit_reason_word(note.reason)] if note.reason else []
    said += [f"\u201c{note.text}\u201d"] if note.text else []
    said += [_("ongeveer %(hours)s uur") % {"hours": note.hours}] if note.hours is not None else []
    return [_("%(name)s vertelt: %(said)s") % {"name": one.given_name, "said": ", ".join(said)}] if said else []


def _names(both: tuple[SeatedPerson, SeatedPerson], trial_answer: str) -> str:
    return get_text_list([one.given_name for one in both if one.trial_answer == trial_answer], _("en"))


def end_reason_word(reason: str) -> str:
    """Why the coordinator ended it."""
    return {
        Pair.EndReason.NO_CLICK: _("het klikte niet"),
        Pair.EndReason.TIME: _("te weinig tijd"),
        Pair.EndReason.WORK: _("er veranderde iets op het werk"),
        Pair.EndReason.SILENT: _("niet meer te bereiken"),
        Pair.EndReason.OTHER: _("iets anders"),
    }[Pair.EndReason(reason)]


def exit_reason_word(reason: str) -> str:
    """Why somebody stopped, as they told."""
    return {
        ExitNote.Reason.NO_CLICK: _("het klikte niet"),
        ExitNote.Reason.TIME: _("te weinig tijd"),
        ExitNote.Reason.PLANNING: _("afspreken lukte niet"),
        ExitNote.Reason.EXPECTED: _("iets anders verwacht"),
        ExitNote.Reason.WORK: _("er veranderde iets op het werk"),
        ExitNote.Reason.OTHER: _("iets anders"),
    }[ExitNote.Reason(reason)]


@dataclass(frozen=True, slots=True)
class LifeRow:
    """One state in the visible table."""

    word: str
    meaning: str
    next_words: tuple[str, ...]
    is_seated: bool  # both hold their place, so nobody else can be proposed to them


def life_table() -> list[LifeRow]:
    """Every state with what may follow it, from the same table as the actions."""
    return [
        LifeRow(state_word(state), state_meaning(state), tuple(map(state_word, targets)), state in SEATED)
        for state, targets in TRANSITIONS.items()
    ]


def state_meaning(state: str) -> str:
    """What the state means, in one line."""
    return {
        Pair.State.PROPOSED: _("Beiden kregen het voorstel. Nog niet allebei zeiden ze ja."),
        Pair.State.ACCEPTED: _("Allebei zeiden ze ja. De eerste dag komt nog."),
        Pair.State.TRIAL: _("Ze zijn bezig. Na de proeftijd zeggen ze of ze verdergaan."),
        Pair.State.DEFINITE: _("Allebei gaan ze verder."),
        Pair.State.PAUSED: _("Een van beiden legde de pauze-kaart op tafel. Alle data schuiven op."),
        Pair.State.FINISHED: _("Het traject is klaar. Beiden kregen de nameting."),
        Pair.State.ENDED: _("Onderweg gestopt, met de exit-kaart of door de coördinator."),
        Pair.State.DECLINED: _("Een van beiden zei nee."),
        Pair.State.WITHDRAWN: _("De coördinator trok het voorstel in."),
        Pair.State.LAPSED: _("Er kwam niet op tijd twee keer ja."),
    }[Pair.State(state)]
