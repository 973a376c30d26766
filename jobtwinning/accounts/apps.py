from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "jobtwinning.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to Django and allauth, whose views sign people in and out."""
        from allauth.account.signals import authentication_step_completed
        from allauth.core.internal import ratelimit
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from jobtwinning.accounts import limits, sessions

        user_logged_in.connect(sessions.begin)
        user_logged_out.connect(sessions.end)
        authentication_step_completed.connect(sessions.prove)
        ratelimit.cache_lock = limits.one_at_a_time
