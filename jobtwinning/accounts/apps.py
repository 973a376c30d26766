from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "jobtwinning.accounts"
    label = "accounts"
