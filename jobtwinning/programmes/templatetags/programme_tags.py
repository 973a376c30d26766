"""How a programme reads on the page."""

from dataclasses import dataclass

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes.actions import TRANSITIONS
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.forms import ROLE_NAMES
from jobtwinning.programmes.models import Programme, RoleGrant

register = template.Library()
State = Programme.State
STATE_NAMES = {
    State.DRAFT: _("concept"),
    State.OPEN: _("aanmelden kan"),
    State.MATCHING: _("aan het matchen"),
    State.RUNNING: _("loopt"),
    State.FINISHED: _("afgerond"),
    State.ARCHIVED: _("gearchiveerd"),
}
STEP_NAMES = {
    (State.DRAFT, State.OPEN): _("Open de aanmelding"),
    (State.OPEN, State.MATCHING): _("Sluit de aanmelding"),
    (State.MATCHING, State.OPEN): _("Open de aanmelding weer"),
    (State.MATCHING, State.RUNNING): _("Start de ronde"),
    (State.RUNNING, State.MATCHING): _("Terug naar matchen"),
    (State.RUNNING, State.FINISHED): _("Rond de ronde af"),
    (State.FINISHED, State.ARCHIVED): _("Zet in het archief"),
    (State.ARCHIVED, State.FINISHED): _("Haal uit het archief"),
}
MAIL_STATES = {
    OutboxMail.State.WAITING: ("", _("wacht")),
    OutboxMail.State.SENDING: ("", _("onderweg")),
    OutboxMail.State.SENT: ("good", _("verstuurd")),
    OutboxMail.State.FAILED: ("alarm", _("niet gelukt")),
    OutboxMail.State.CANCELLED: ("", _("ingetrokken")),
    OutboxMail.State.HELD: ("watch", _("vastgehouden")),
}


@dataclass(frozen=True, slots=True)
class Step:
    state: str
    label: str | Promise


@register.filter
def name(programme: Programme) -> str:
    """The name in the reader's language."""
    return programme_name(programme)


@register.filter
def role_name(role: str) -> str | Promise:
    return ROLE_NAMES[RoleGrant.Role(role)]


@register.filter
def next_steps(programme: Programme) -> list[Step]:
    """Where the programme can go from here."""
    steps = [step for step in TRANSITIONS[programme.state] if not programme.is_standing or step != State.MATCHING]
    return [Step(step, STEP_NAMES[State(programme.state), State(step)]) for step in steps]


def badge(kind: str, text: str | Promise) -> SafeString:
    return render_to_string("core/components/badge.html", {"kind": kind, "text": text})


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """The state of a programme as a badge."""
    return badge("good" if state == State.RUNNING else "", STATE_NAMES[State(state)])


@register.simple_tag
def mail_badge(mail: OutboxMail) -> SafeString:
    """The state of a mail as a badge."""
    return badge(*MAIL_STATES[OutboxMail.State(mail.state)])
