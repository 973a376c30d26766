from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "jobtwinning.intake"
    label = "intake"

    def ready(self) -> None:
        from jobtwinning.core.files import register_purpose
        from jobtwinning.intake.letters import SIGN_UP
        from jobtwinning.intake.table import back_files
        from jobtwinning.intake.table.people import PEOPLE
        from jobtwinning.intake.table.tables import register
        from jobtwinning.mail.texts import register_places

        register_purpose(back_files.PURPOSE)
        register(PEOPLE)
        register_places(SIGN_UP)
