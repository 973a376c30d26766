from django.apps import AppConfig


class PairsConfig(AppConfig):
    name = "jobtwinning.pairs"
    label = "pairs"

    def ready(self) -> None:
        from jobtwinning.mail.texts import register_places
        from jobtwinning.pairs import texts
        from jobtwinning.pairs.table import register_tables

        register_tables()
        register_places(texts.PROPOSED, texts.CONFIRMED, texts.NOT_GOING_ON)
