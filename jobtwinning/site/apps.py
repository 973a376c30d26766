from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "jobtwinning.site"
    label = "site"

    def ready(self) -> None:
        from jobtwinning.mail.texts import register_places
        from jobtwinning.site import texts

        register_places(texts.PROGRAMME_PAGE)
