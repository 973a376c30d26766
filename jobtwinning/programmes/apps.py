from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "jobtwinning.programmes"
    label = "programmes"
