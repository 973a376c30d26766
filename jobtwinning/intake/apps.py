from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "jobtwinning.intake"
    label = "intake"

    def ready(self) -> None:
        from jobtwinning.core.files import register_purpose
        from jobtwinning.intake.import_files import PURPOSE

        register_purpose(PURPOSE)
