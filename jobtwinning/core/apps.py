"""The ground floor's closed list: errors, clock, history, public ids, forms, files, schedule, backups, the check-up."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "jobtwinning.core"
    label = "core"

    def ready(self) -> None:
        """Deleting a row finds its file, every `tasks.py` registers its jobs, the check-up registers its checks."""
        from jobtwinning.core import checkup, files  # noqa: F401

        autodiscover_modules("tasks")
