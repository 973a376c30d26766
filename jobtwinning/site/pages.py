"""What the two big public pages print, looked up when it is asked for: a page that is kept asks for nothing."""

from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from jobtwinning.community.queries import PublicStory, public_stories
from jobtwinning.core import figures
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.programme_forms import EDUCATION_NAMES
from jobtwinning.site import finding, queries
from jobtwinning.site.texts import introduction

STORIES = 3


class HomePage:
    """Where one can take part today, whom to ask, and what others did."""

    def __init__(self, today: date) -> None:
        self.today = today

    @cached_property
    def programmes(self) -> list[queries.PublicProgramme]:
        return queries.open_programmes(self.today)

    @cached_property
    def doors(self) -> queries.PublicProgramme | None:
        """The one programme that the two doors lead to."""
        return self.programmes[0] if len(self.programmes) == 1 else None

    @cached_property
    def regions(self) -> list[Region]:
        return queries.regions_with_contact()

    @cached_property
    def stories(self) -> list[PublicStory]:
        return public_stories(limit=STORIES)


class ProgrammePage:
    """One programme as everybody may see it."""

    def __init__(self, programme: Programme, today: date, request: HttpRequest) -> None:
        self.programme, self.today, self.request = programme, today, request

    @cached_property
    def shown(self) -> queries.PublicProgramme:
        return queries.public_programme(self.programme, self.today)

    @cached_property
    def introduction(self) -> list[str]:
        return introduction(self.programme, get_language() or "nl")

    @cached_property
    def school_meter(self) -> figures.Meter:
        return figures.Meter(self.shown.teacher.taken_share, "school")

    @cached_property
    def work_meter(self) -> figures.Meter:
        return figures.Meter(self.shown.non_teacher.taken_share, "work")

    @cached_property
    def education_types(self) -> list[str]:
        return [str(EDUCATION_NAMES[code]) for code in self.programme.rules.education_types]

    @cached_property
    def stories(self) -> list[PublicStory]:
        return public_stories(limit=STORIES, programme=self.programme)

    @cached_property
    def structured(self) -> SafeString:
        return finding.event(self.shown, self.request)
