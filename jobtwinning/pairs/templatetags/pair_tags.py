"""How a pair's state is said."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.pairs.life_words import state_notes, state_word
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import PairLine

GOING_WELL = (Pair.State.ACCEPTED, Pair.State.TRIAL, Pair.State.DEFINITE)
register = template.Library()


@register.simple_tag
def pair_state(line: PairLine) -> SafeString:
    """A badge with the state, and for whose answer it waits."""
    state = Pair.State(line.pair.state)
    if not line.pair.is_told(clock.now()):
        return format_html('<span class="badge">{}</span>', _("staat klaar"))
    kind = " watch" if line.wants_to_talk else " good" if state in GOING_WELL else ""
    notes = [state_word(state), *state_notes(line)]
    badge = format_html('<span class="badge{}">{}</span>', kind, notes[0])
    return format_html("{}{}", badge, format_html_join("", '<br><span class="small">{}</span>', zip(notes[1:])))
