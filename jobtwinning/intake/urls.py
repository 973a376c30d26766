from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.intake import (
    calendars,
    contact_views,
    coordination,
    employer_views,
    one_part,
    own_profile,
    papers_views,
    parts,
    recruitment,
    sign_up,
)
from jobtwinning.intake.colleagues import link_views as colleague_views
from jobtwinning.intake.colleagues import views as registrar_views
from jobtwinning.intake.managers import link_views, own_views, staff_views
from jobtwinning.intake.table import back_views, row_views
from jobtwinning.intake.table import views as table_views

app_name = "intake"
urlpatterns = [
    path(_("programma/<slug:slug>/aanmelden/"), sign_up.sign_up, name="sign_up"),
    path(_("programma/<slug:slug>/intake/"), sign_up.arrive, name="arrive"),
    path(_("programma/<slug:slug>/collegas/"), registrar_views.colleagues, name="colleagues"),
    path(_("collegas/verstuurd/"), registrar_views.colleagues_asked, name="colleagues_asked"),
    path(_("collegas/<str:value>/"), registrar_views.colleague_list, name="colleague_list"),
    path(_("collega/<str:value>/"), colleague_views.colleague, name="colleague"),
    path(_("contactpersoon/"), contact_views.contact, name="contact"),
    path(_("contactpersoon/<str:value>/"), contact_views.contact_invited, name="contact_invited"),
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
    path(_("coordinator/<slug:slug>/werkgevers/papieren/"), papers_views.papers, name="papers"),
    path(
        _("coordinator/<slug:slug>/werkgevers/<str:public_id>/gelezen/"), employer_views.letter_read, name="letter_read"
    ),
    path(
        _("coordinator/<slug:slug>/werving/<slug:code>/werkgever.pdf"), papers_views.employer_pdf, name="employer_pdf"
    ),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/intake/"), parts.help_somebody, name="help"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/mail-link/"), parts.help_mail, name="help_mail"),
    path(
        _("coordinator/<slug:slug>/deelnemers/<str:public_id>/intake/<slug:step>/"),
        one_part.help_step,
        name="help_step",
    ),
    path(_("coordinator/<slug:slug>/contactpersonen/"), contact_views.contacts, name="contacts"),
    path(
        _("coordinator/<slug:slug>/contactpersonen/<str:public_id>/weg/"),
        contact_views.contact_revoke,
        name="contact_revoke",
    ),
    path(_("coordinator/<slug:slug>/kalenders/"), calendars.calendars, name="calendars"),
    path(_("coordinator/<slug:slug>/kalenders/<str:public_id>/weg/"), calendars.period_remove, name="period_remove"),
    path(_("coordinator/<slug:slug>/tabel/<slug:kind>/"), table_views.table, name="table"),
    path(_("coordinator/<slug:slug>/tabel/<slug:kind>/bestand/"), table_views.table_file, name="table_file"),
    path(_("coordinator/<slug:slug>/tabel/<slug:kind>/weergave/"), table_views.view_save, name="view_save"),
    path(_("weergave/<str:public_id>/weg/"), table_views.view_remove, name="view_remove"),
    path(_("coordinator/<slug:slug>/tabel/<slug:kind>/rij/<str:public_id>/"), row_views.table_row, name="table_row"),
    path(_("coordinator/<slug:slug>/tabel/<slug:kind>/kolommen/"), row_views.table_columns, name="table_columns"),
    path(
        _("coordinator/<slug:slug>/tabel/<slug:kind>/kolommen/<str:public_id>/weg/"),
        row_views.table_column_remove,
        name="table_column_remove",
    ),
    path(_("coordinator/<slug:slug>/tabel/<slug:kind>/terug/"), back_views.table_back, name="table_back"),
    path(
        _("coordinator/<slug:slug>/tabel/<slug:kind>/terug/<str:public_id>/"), back_views.table_work, name="table_work"
    ),
]
