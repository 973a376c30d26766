"""What may be wrong with the ledger of erasures; `manage.py doctor` prints it."""

from collections.abc import Iterator

from jobtwinning.core.checkup import FAIL, OK, WARN, Finding
from jobtwinning.privacy import ledger
from jobtwinning.privacy.models import Erasure


def erasure_ledger() -> Iterator[Finding]:
    """After a restore people are erased again by table and file together: the file must be there and be whole."""
    try:
        spoiled = ledger.unreadable()
        lines = {line["person_id"] for line in ledger.read()}
    except OSError as error:
        advice = f"Give {ledger.FILE} to the user that runs the platform, or put it back from a copy."
        yield Finding("erasure ledger", FAIL, f"the file cannot be read ({type(error).__name__})", advice)
        return
    missing = Erasure.objects.exclude(person_id__in=lines).count()
    if spoiled:
        advice = f"Look at {ledger.FILE}, compare it with the one in a backup, take the spoiled lines out."
        yield Finding("erasure ledger", WARN, f"{spoiled} lines that nobody can read", advice)
    elif missing:
        advice = f"Can {ledger.FILE} be written? manage.py run_retention writes what is missing."
        yield Finding("erasure ledger", WARN, f"{missing} of the table are not in the file", advice)
    else:
        yield Finding("erasure ledger", OK, f"{len(lines)} lines")


CHECKS = (erasure_ledger,)
