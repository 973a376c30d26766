"""Sign-in under allauth's own names (it reverses them), at our own addresses; what is not here does not exist."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts import session_views, views

urlpatterns = [
    path(_("inloggen/"), views.sign_in, name="account_login"),
    path(_("inloggen/stuur-code/"), views.request_code, name="account_request_login_code"),
    path(_("inloggen/code/"), views.confirm_code, name="account_confirm_login_code"),
    path(_("inloggen/opnieuw/"), views.reauthenticate, name="account_reauthenticate"),
    path(_("inloggen/opnieuw/code/"), views.reauthenticate_code, name="account_reauthenticate_code"),
    path(_("inloggen/verstuur-opnieuw/"), session_views.send_again, name="account_send_again"),
    path(_("uitloggen/"), views.sign_out, name="account_logout"),
    path(_("account-gesloten/"), views.closed, name="account_inactive"),
    path("link/<str:raw>/", session_views.link, name="account_link"),
    path(_("account/sessies/"), session_views.own_sessions, name="account_sessions"),
    path(_("account/sessies/andere/"), session_views.end_other_sessions, name="account_end_other_sessions"),
    path(_("account/sessies/<str:public_id>/"), session_views.end_session, name="account_end_session"),
    path(_("account/wachtwoord/"), views.password, name="account_set_password"),
    path(_("account/tweede-stap/"), views.factors, name="mfa_index"),
    path(_("account/tweede-stap/instellen/"), views.activate_factor, name="mfa_activate_totp"),
    path(_("account/tweede-stap/uitzetten/"), views.deactivate_factor, name="mfa_deactivate_totp"),
    path(_("account/herstelcodes/"), views.recovery_codes, name="mfa_view_recovery_codes"),
    path(_("account/herstelcodes/nieuw/"), views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path(_("inloggen/tweede-stap/"), views.give_factor, name="mfa_authenticate"),
    path(_("inloggen/tweede-stap/opnieuw/"), views.give_factor_again, name="mfa_reauthenticate"),
]
