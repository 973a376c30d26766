from django.apps import AppConfig


class DatingConfig(AppConfig):
    name = "jobtwinning.dating"
    label = "dating"
