from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "jobtwinning.moving"
    label = "moving"

    def ready(self) -> None:
        from jobtwinning.core.files import register_purpose
        from jobtwinning.moving.files import PURPOSE, TRIAL

        register_purpose(PURPOSE)
        register_purpose(TRIAL)
