"""Whose intake is open and who fills it in: the participant, or a coordinator for somebody."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jobtwinning.core import viewlog
from jobtwinning.core.components import Step
from jobtwinning.intake import steps
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.permissions import find, is_own_participation, may_see_participation
from jobtwinning.programmes.viewer import viewer_of

RELATED = ("person", "programme", "region", "employment__organisation")


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose intake is open, and who fills it in."""

    participation: Participation
    is_own: bool

    @property
    def parts(self) -> tuple[steps.IntakeStep, ...]:
        """The parts that may be filled in here: consent is nobody else's to give."""
        return steps.STEPS if self.is_own else steps.SHARED_STEPS

    def items(self, step: steps.IntakeStep) -> tuple[str, ...]:
        return step.items if self.is_own else step.shared_items

    def url(self, step: steps.IntakeStep | None = None) -> str:
        """Of a part, or of the list of parts."""
        names = {"public_id": self.participation.public_id}
        if not self.is_own:
            names["slug"] = self.participation.programme.slug
        if step is None:
            return reverse("intake:intake" if self.is_own else "intake:help", kwargs=names)
        return reverse("intake:step" if self.is_own else "intake:help_step", kwargs={**names, "step": step.slug})

    @property
    def after_last(self) -> str:
        """Where the last part leads."""
        return reverse("intake:check", args=[self.participation.public_id]) if self.is_own else self.url()


def own_desk(request: HttpRequest, public_id: str) -> Desk:
    """Of one's own intake."""
    participations = Participation.objects.select_related(*RELATED)
    return Desk(find(participations, viewer_of(request), is_own_participation, public_id=public_id), is_own=True)


def helped_desk(request: HttpRequest, slug: str, public_id: str) -> Desk:
    """Somebody of the own region who did not withdraw."""
    participations = Participation.objects.filter(programme__slug=slug).select_related(*RELATED)
    takes_part = participations.exclude(state=Participation.State.WITHDRAWN)
    return Desk(find(takes_part, viewer_of(request), may_see_participation, public_id=public_id), is_own=False)


def note_seen(request: HttpRequest, desk: Desk, page: str) -> None:
    """A coordinator is about to see the answers of somebody."""
    if not desk.is_own:
        viewlog.record_view(
            account_id=viewer_of(request).account.pk,
            person_ids=[desk.participation.person.public_id],
            page=page,
            data_class="answers",
        )


def progress_of(desk: Desk, here: steps.IntakeStep | None) -> dict[str, Any]:
    """The parts with where somebody is; the check comes after the last and is not counted as one."""
    shown = desk.parts
    place = shown.index(here) if here else len(shown)
    listed = [
        Step(
            str(each.title),
            "done" if number < place else "now" if number == place else "later",
            desk.url(each) if number != place else "",
        )
        for number, each in enumerate(shown)
    ]
    last = [Step(_check_title(), "later" if here else "now", desk.after_last if here else "")] if desk.is_own else []
    following = shown[place + 1] if here and place + 1 < len(shown) else None
    return {
        "steps": [*listed, *last],
        "number": place + 1,
        "total": len(listed),
        "back_url": desk.url(shown[place - 1] if place else None),
        "next_title": following.title if following else _check_title() if desk.is_own else "",
    }


def _check_title() -> str:
    return _("Controleren")
