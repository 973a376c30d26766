"""Permissions of managers in the samples: most are there, some wait, one asks something, one says no."""

from datetime import datetime, timedelta

from jobtwinning.intake.managers.actions import (
    Decision,
    Manager,
    State,
    ask_permission,
    decide_permission,
    give_own_permission,
)
from jobtwinning.intake.managers.care import Told
from jobtwinning.intake.managers.queries import open_token
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.programmes.models import Participation, Programme, Side

TOLD = Told(ManagerPermission.How.SPOKEN, "Verzonnen voorbeeld: de leidinggevende zei ja.", is_motivated=True)
MANAGERS = (
    Manager("Henk Postma", "henk.postma@leiding.example"),
    Manager("Marleen Kuiper", "marleen.kuiper@leiding.example"),
)
SAID: tuple[Decision | None, ...] = (  # None: has not answered yet
    None,
    Decision(State.QUESTION, question="Hoeveel lessen vallen er ongeveer uit, en wie vangt ze op?"),
    Decision(State.GIVEN, hours_maximum=24, counts_as_development=True, hopes="Een gastles voor de bovenbouw."),
    Decision(State.REFUSED),
)


def mix(programme: Programme, *, at: datetime) -> None:
    """Ask the managers of some people who signed up for this programme by link; what they said differs."""
    asked_at = at - timedelta(days=1)
    teachers, others = (
        list(programme.participations.filter(side=side).select_related("person").order_by("pk")) for side in Side.values
    )
    for participation, said, manager in zip(teachers, SAID, MANAGERS * 2, strict=False):
        ask(participation, said, manager, at=asked_at)
    for participation in others[:1]:
        take_back(participation)
        give_own_permission(participation, hours_maximum=None, by=None, at=asked_at)
    for participation in others[1:2]:
        ask(participation, None, MANAGERS[1], at=asked_at)


def take_back(participation: Participation) -> None:
    """As if nobody had told anything yet."""
    ManagerPermission.objects.filter(participation=participation).delete()


def ask(participation: Participation, said: Decision | None, manager: Manager, *, at: datetime) -> None:
    """One question by link, and the answer to it."""
    take_back(participation)
    permission = ask_permission(participation, manager, by=None, at=at)
    if said is not None:
        decide_permission(permission, said, token=open_token(permission, at=at), at=at)
