from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "jobtwinning.privacy"
    label = "privacy"
