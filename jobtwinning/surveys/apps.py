from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "jobtwinning.surveys"
    label = "surveys"
