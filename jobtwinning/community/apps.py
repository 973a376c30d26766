from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "jobtwinning.community"
    label = "community"
