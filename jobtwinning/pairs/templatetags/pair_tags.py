"""How a pair's state is said."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import PairLine

register = template.Library()


@register.simple_tag
def pair_state(line: PairLine) -> SafeString:
    """A badge with the state, and for whose answer it waits."""
    word, kind = {
        Pair.State.PROPOSED: (_("voorgesteld"), ""),
        Pair.State.ACCEPTED: (_("loopt"), " good"),
        Pair.State.FINISHED: (_("afgerond"), ""),
        Pair.State.DECLINED: (_("gaat niet door"), ""),
        Pair.State.WITHDRAWN: (_("ingetrokken"), ""),
        Pair.State.LAPSED: (_("verlopen"), ""),
    }[Pair.State(line.pair.state)]
    if not line.pair.is_told(clock.now()):
        return format_html('<span class="badge">{}</span>', _("staat klaar"))
    badge = format_html('<span class="badge{}">{}</span>', kind, word)
    if not line.waiting_for:
        return badge
    waiting = _("wacht op %(names)s") % {"names": get_text_list(list(line.waiting_for), _("en"))}
    return format_html('{}<br><span class="small">{}</span>', badge, waiting)
