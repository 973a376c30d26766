"""The ground floor's closed list: errors, clock, history, public ids, forms, files, schedule."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "jobtwinning.core"
    label = "core"

    def ready(self) -> None:
        """Deleting a row must always find its file; every `tasks.py` registers its jobs."""
        from jobtwinning.core import files  # noqa: F401

        autodiscover_modules("tasks")
