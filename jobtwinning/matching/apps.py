from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "jobtwinning.matching"
    label = "matching"
