"""The ground floor's closed list: errors, clock, history, public ids, forms."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "jobtwinning.core"
    label = "core"
