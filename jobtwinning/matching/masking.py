"""Names or letters with a number: whether this reader of the workspace sees who somebody is.

The choice is kept in the session and read once per request, like the language; the view log hears of people either way.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side

SESSION_KEY = "names_masked"
_masked: ContextVar[bool] = ContextVar("names_masked", default=False)


class MaskedNamesMiddleware:
    """On the pages of matching names are masked when the reader asked for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _masked.set(False)
        try:
            return self.get_response(request)
        finally:
            _masked.reset(token)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """After the address is resolved, before the page runs."""
        if request.resolver_match and request.resolver_match.app_name == "matching":
            _masked.set(bool(request.session.get(SESSION_KEY)))


def names_are_masked() -> bool:
    """Whether this page shows letters and numbers."""
    return _masked.get()


def masks_of(programme: Programme | int, region: Region | int) -> dict[str, str]:
    """By participation id: the letter of the side and a number, in the order in which people signed up. One query."""
    letters = {Side.TEACHER: _("D%(n)s"), Side.NON_TEACHER: _("N%(n)s")}
    counts = dict.fromkeys(Side.values, 0)
    found = {}
    rows = Participation.objects.filter(programme=programme, region=region).order_by("pk")
    for public_id, side in rows.values_list("public_id", "side"):
        counts[side] += 1
        found[public_id] = letters[Side(side)] % {"n": counts[side]}
    return found


def names_of(participations: Iterable[Participation], *, short: bool = False) -> dict[str, str]:
    """What these people are called on this page, by participation id; short is the given name."""
    people = list(participations)
    if not names_are_masked():
        return {one.public_id: one.person.given_name if short else one.person.full_name for one in people}
    places = {(one.programme_id, one.region_id) for one in people}
    masks = {public_id: mask for place in places for public_id, mask in masks_of(*place).items()}
    return {one.public_id: masks[one.public_id] for one in people}


def called(participation: Participation, *, short: bool = True) -> str:
    """What one person is called on this page."""
    return names_of([participation], short=short)[participation.public_id]
