"""The ground floor's closed list: errors, clock, history, public ids, forms, backups, the check-up."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "jobtwinning.core"
    label = "core"

    def ready(self) -> None:
        from jobtwinning.core import checkup  # noqa: F401  # registers its check; needs the models
