from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "jobtwinning.reports"
    label = "reports"
