from django.apps import AppConfig


class ChoosingConfig(AppConfig):
    name = "jobtwinning.choosing"
    label = "choosing"
