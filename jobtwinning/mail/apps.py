from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "jobtwinning.mail"
    label = "mail"
