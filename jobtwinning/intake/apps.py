from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "jobtwinning.intake"
    label = "intake"
