"""Who may match whom."""

from typing import Protocol

from jobtwinning.matching.models import Scenario
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import Viewer


class Place(Protocol):
    """A region of a programme: where one coordinator matches."""

    programme: Programme
    region: Region


def may_match(viewer: Viewer, place: Place) -> bool:
    """A coordinator of this region of this programme, and of no other; who began by themselves are not matched."""
    return not place.programme.is_standing and viewer.coordinates(place.programme, place.region)


def may_read_scenario(viewer: Viewer, scenario: Scenario) -> bool:
    """The proposals of a region are read, named and made again by a coordinator of that region."""
    return viewer.coordinates(scenario.programme, scenario.region)


def may_send(viewer: Viewer, scenario: Scenario) -> bool:
    """The proposal of a region is sent by a coordinator of that region."""
    return viewer.coordinates(scenario.programme, scenario.region)
