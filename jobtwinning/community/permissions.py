"""Who may write, see and approve a story."""

from jobtwinning.community.models import Story
from jobtwinning.programmes.viewer import Viewer


def may_edit_story(viewer: Viewer, story: Story) -> bool:
    """A coordinator of the pair's region in its programme."""
    return viewer.coordinates(story.pair.programme, story.pair.region)


def may_approve_story(viewer: Viewer, story: Story) -> bool:
    """One of the two it is about."""
    person = viewer.person
    return person is not None and any(seat.person_id == person.pk for seat in story.pair.seats.all())
