from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "jobtwinning.intake"
    label = "intake"

    def ready(self) -> None:
        from jobtwinning.intake.letters import SIGN_UP
        from jobtwinning.mail.texts import register_places

        register_places(SIGN_UP)
