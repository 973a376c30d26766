from django.apps import AppConfig


class TwinningConfig(AppConfig):
    name = "jobtwinning.twinning"
    label = "twinning"
