"""How an event and what people said about it read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobtwinning.programmes.models import Event, EventInvitation

KIND_NAMES = {
    Event.Kind.INFORMATION: gettext_lazy("Informatiebijeenkomst"),
    Event.Kind.START: gettext_lazy("Startbijeenkomst"),
    Event.Kind.INTERIM: gettext_lazy("Tussentijdse bijeenkomst"),
    Event.Kind.CLOSING: gettext_lazy("Slotbijeenkomst"),
    Event.Kind.SPEED_DATES: gettext_lazy("Korte kennismakingen"),
}
DECISION_NAMES = {
    EventInvitation.Decision.JOINS: gettext_lazy("doet mee"),
    EventInvitation.Decision.THINKS: gettext_lazy("denkt er nog over na"),
    EventInvitation.Decision.NOT: gettext_lazy("doet niet mee"),
}


def title_of(event: Event) -> str:
    """What it is and, when it is held for one organisation, for which; in the language that is active."""
    kind = str(KIND_NAMES[Event.Kind(event.kind)])
    if event.organisation is None:
        return kind
    return _("%(kind)s bij %(organisation)s") % {"kind": kind, "organisation": event.organisation.name}
