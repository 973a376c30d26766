from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jobtwinning.people"
    label = "people"
