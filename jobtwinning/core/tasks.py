"""What must happen again and again on the ground floor; each may run twice, and reads the state anew."""

from datetime import datetime

from jobtwinning.core import files


def sweep_files(at: datetime) -> int:
    """Files whose term is over and contents without a row go; returns how many."""
    return files.delete_expired(at) + files.sweep_orphans(at)
