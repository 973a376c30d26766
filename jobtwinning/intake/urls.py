from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.intake import calendars, coordination, own_profile, parts, views

app_name = "intake"
urlpatterns = [
    path(_("programma/<slug:slug>/aanmelden/"), views.sign_up, name="sign_up"),
    path(_("programma/<slug:slug>/intake/"), views.arrive, name="arrive"),
    path(_("deelname/<str:public_id>/intake/"), parts.intake, name="intake"),
    path(_("deelname/<str:public_id>/intake/controleren/"), parts.check, name="check"),
    path(_("deelname/<str:public_id>/intake/klaar/"), parts.done, name="done"),
    path(_("deelname/<str:public_id>/intake/mail-link/"), parts.mail_link, name="mail_link"),
    path(_("deelname/<str:public_id>/intake/teruglezen/"), parts.read_wishes, name="read_wishes"),
    path(_("deelname/<str:public_id>/intake/<slug:step>/"), parts.step, name="step"),
    path(_("deelname/<str:public_id>/profiel/"), own_profile.profile, name="profile"),
    path(_("coordinator/<slug:slug>/deelnemers/"), coordination.participants, name="participants"),
    path(_("coordinator/<slug:slug>/deelnemers/importeren/"), coordination.import_file, name="import"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/"), coordination.participant, name="participant"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/uitschrijven/"), coordination.withdraw, name="withdraw"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/intake/"), parts.help_somebody, name="help"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/mail-link/"), parts.help_mail, name="help_mail"),
    path(
        _("coordinator/<slug:slug>/deelnemers/<str:public_id>/intake/<slug:step>/"), parts.help_step, name="help_step"
    ),
    path(_("coordinator/<slug:slug>/kalenders/"), calendars.calendars, name="calendars"),
    path(_("coordinator/<slug:slug>/kalenders/<str:public_id>/weg/"), calendars.period_remove, name="period_remove"),
]
