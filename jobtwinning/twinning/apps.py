from django.apps import AppConfig


class TwinningConfig(AppConfig):
    name = "jobtwinning.twinning"
    label = "twinning"

    def ready(self) -> None:
        from jobtwinning.mail.texts import register_places
        from jobtwinning.twinning import table, texts

        table.register()
        register_places(texts.MEETING_PLANNED, texts.CLOSING_SURVEY)
