from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.intake import (
    calendars,
    coordination,
    employer_views,
    one_part,
    own_profile,
    parts,
    recruitment,
    sign_up,
)
from jobtwinning.intake.managers import link_views, own_views, staff_views

app_name = "intake"
urlpatterns = [
    path(_("programma/<slug:slug>/aanmelden/"), sign_up.sign_up, name="sign_up"),
    path(_("programma/<slug:slug>/intake/"), sign_up.arrive, name="arrive"),
    path(_("programma/<slug:slug>/werkgever/"), employer_views.employer, name="employer"),
    path(_("werkgever/gelezen/"), employer_views.employer_letter, name="employer_letter"),
    path(_("toestemming-geven/"), link_views.manager, name="manager"),
    path(_("deelname/<str:public_id>/toestemming/"), own_views.permission, name="permission"),
    path(_("deelname/<str:public_id>/toestemming/opnieuw/"), own_views.resend, name="permission_resend"),
    path(_("deelname/<str:public_id>/toestemming/zelf/"), own_views.own, name="permission_own"),
    path(_("deelname/<str:public_id>/motivatie/"), own_views.motivation, name="motivation"),
    path(_("deelname/<str:public_id>/intake/"), parts.intake, name="intake"),
    path(_("deelname/<str:public_id>/intake/controleren/"), parts.check, name="check"),
    path(_("deelname/<str:public_id>/intake/klaar/"), parts.done, name="done"),
    path(_("deelname/<str:public_id>/intake/mail-link/"), parts.mail_link, name="mail_link"),
    path(_("deelname/<str:public_id>/intake/teruglezen/"), one_part.read_wishes, name="read_wishes"),
    path(_("deelname/<str:public_id>/intake/<slug:step>/"), one_part.step, name="step"),
    path(_("deelname/<str:public_id>/profiel/"), own_profile.profile, name="profile"),
    path(_("coordinator/<slug:slug>/werving/"), recruitment.recruitment, name="recruitment"),
    path(_("coordinator/<slug:slug>/werving/cijfers.csv"), recruitment.recruitment_csv, name="recruitment_csv"),
    path(_("coordinator/<slug:slug>/deelnemers/"), coordination.participants, name="participants"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/"), coordination.participant, name="participant"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/uitschrijven/"), coordination.withdraw, name="withdraw"),
    path(
        _("coordinator/<slug:slug>/deelnemers/<str:public_id>/toestemming/"), staff_views.told, name="permission_told"
    ),
    path(
        _("coordinator/<slug:slug>/deelnemers/<str:public_id>/toestemming/antwoord/"),
        staff_views.reply,
        name="permission_reply",
    ),
    path(
        _("coordinator/<slug:slug>/deelnemers/<str:public_id>/toestemming/bijsturen/"), staff_views.steer, name="steer"
    ),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/toelaten/"), staff_views.override, name="override"),
    path(_("coordinator/<slug:slug>/werkgevers/"), employer_views.sent_letters, name="employers"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/intake/"), parts.help_somebody, name="help"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/mail-link/"), parts.help_mail, name="help_mail"),
    path(
        _("coordinator/<slug:slug>/deelnemers/<str:public_id>/intake/<slug:step>/"),
        one_part.help_step,
        name="help_step",
    ),
    path(_("coordinator/<slug:slug>/kalenders/"), calendars.calendars, name="calendars"),
    path(_("coordinator/<slug:slug>/kalenders/<str:public_id>/weg/"), calendars.period_remove, name="period_remove"),
]
