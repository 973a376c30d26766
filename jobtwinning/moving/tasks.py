"""What takes longer than a page may: taking a list over, and making its letters at Start."""

from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import background, clock
from jobtwinning.core.errors import DomainError
from jobtwinning.moving.actions import take_move
from jobtwinning.moving.models import Move
from jobtwinning.moving.permissions import may_steer_move
from jobtwinning.moving.queries import TASK
from jobtwinning.moving.starting import start_move
from jobtwinning.programmes.viewer import viewer_for


@background.task(TASK)
def work_on_move(work: background.Work, move_id: str, what: str, flags: str) -> None:
    """Take over or start one list, if whoever asked for it may still do so by now.

    what: take (flags: "1" leaves out rows that cannot come in) or start (flags: invite people, ask managers).
    """
    move = Move.objects.select_related("programme").filter(public_id=move_id).first()
    account = Account.objects.filter(pk=work.asked_by_id or 0, is_active=True).first()
    if move is None or account is None or not may_steer_move(viewer_for(account), move):
        raise DomainError("not_allowed", _("Je mag in deze ronde geen lijsten meer inlezen."))
    if what == "take":
        take_move(move, leave_out=flags == "1", by=account, at=clock.now(), watch=work)
    elif move.state == Move.State.STARTING:
        start_move(move, invite=flags[:1] == "1", ask_managers=flags[1:] == "1", by=account, at=clock.now(), watch=work)
