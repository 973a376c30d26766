"""What time does to a question to a manager, and to a timetable that was not known; a large file that comes back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import background, clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.schedule import every
from jobtwinning.intake.managers.care import remind_manager
from jobtwinning.intake.managers.queries import managers_to_remind
from jobtwinning.intake.models import ReadBack
from jobtwinning.intake.permissions import may_import
from jobtwinning.intake.table.back_files import take_over
from jobtwinning.intake.table.reading import Ticked
from jobtwinning.intake.table.tables import TABLES
from jobtwinning.intake.timetables import ask_timetable, timetables_to_mail
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import viewer_for


@every("intake.remind_managers", daily_at="08:10")
def remind_managers(at: datetime) -> int:
    """One reminder, some working days after the link; how many. In the morning, since people get a mail."""
    return sum(remind_manager(permission, by=None, at=at) for permission in managers_to_remind(at))


@every("intake.ask_timetables", daily_at="08:15")
def ask_timetables(at: datetime) -> int:
    """When the timetable is out, once more to whoever did not know it; how many. In the morning: people get a mail."""
    return sum(ask_timetable(asked, at=at) for asked in timetables_to_mail(at))


@background.task("intake.take_over")
def take_over_file(work: background.Work, file_id: str) -> None:
    """Write what was ticked of a large workbook, if whoever sent it may still do so by now."""
    ticked = ReadBack.objects.select_related("file").filter(file__public_id=file_id).first()
    account = Account.objects.filter(pk=work.asked_by_id or 0, is_active=True).first()
    if ticked is None or account is None or ticked.file.owner_id != account.pk:
        raise DomainError("expired", _("Dit bestand is er niet meer."))
    viewer = viewer_for(account)
    programme = Programme.objects.prefetch_related("regions").get(pk=ticked.file.programme_id or 0)
    if not may_import(viewer, programme):
        raise DomainError("not_allowed", _("Je mag in deze ronde niets meer aanpassen."))
    choices = Ticked.from_json(ticked.choices)
    take_over(TABLES[ticked.table], programme, viewer, ticked.file, choices, at=clock.now(), watch=work)
