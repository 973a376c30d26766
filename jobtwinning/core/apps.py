"""The ground floor's closed list: errors, clock, history, public ids, forms, files."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "jobtwinning.core"
    label = "core"

    def ready(self) -> None:
        from jobtwinning.core import files  # noqa: F401  deleting a row must always find its file
