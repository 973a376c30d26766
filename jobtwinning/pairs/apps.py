from django.apps import AppConfig


class PairsConfig(AppConfig):
    name = "jobtwinning.pairs"
    label = "pairs"
