from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "jobtwinning.demo"
    label = "demo"
