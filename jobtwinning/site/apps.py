from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "jobtwinning.site"
    label = "site"
