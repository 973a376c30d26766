"""The drawings' cast still comes in through our actions; the pictures themselves are looked at by people."""

import pytest

from jobtwinning.matching.models import Directive
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Participation
from tests.drawings import autumn

pytestmark = pytest.mark.one_database


@pytest.mark.django_db
def test_autumn_of_the_drawings_goes_from_open_to_running() -> None:
    autumn.make_open()
    people = Participation.objects.filter(programme__slug=autumn.SLUG)
    assert [people.filter(side=side).count() for side in ("teacher", "non_teacher")] == [22, 17]
    autumn.make_matching()
    assert [people.filter(side=side).count() for side in ("teacher", "non_teacher")] == [29, 27]
    assert Directive.objects.count() == 4
    autumn.make_running()
    noor = Pair.objects.get(seats__participation=autumn.called("noor"))
    assert noor == Pair.objects.get(seats__participation=autumn.called("daan"))
    assert noor.meetings.count() == 3
