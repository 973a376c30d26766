"""The ground floor's closed list: errors, clock, history, public ids, forms, schedule."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "jobtwinning.core"
    label = "core"

    def ready(self) -> None:
        """Every `tasks.py` registers its jobs."""
        autodiscover_modules("tasks")
