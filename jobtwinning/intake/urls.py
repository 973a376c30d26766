from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.intake import coordination, recruitment, sign_up, views

app_name = "intake"
urlpatterns = [
    path(_("programma/<slug:slug>/aanmelden/"), sign_up.sign_up, name="sign_up"),
    path(_("programma/<slug:slug>/intake/"), sign_up.arrive, name="arrive"),
    path(_("deelname/<str:public_id>/intake/"), views.intake, name="intake"),
    path(_("deelname/<str:public_id>/intake/controleren/"), views.check, name="check"),
    path(_("deelname/<str:public_id>/intake/klaar/"), views.done, name="done"),
    path(_("deelname/<str:public_id>/intake/teruglezen/"), views.read_wishes, name="read_wishes"),
    path(_("deelname/<str:public_id>/intake/<slug:step>/"), views.step, name="step"),
    path(_("coordinator/<slug:slug>/werving/"), recruitment.recruitment, name="recruitment"),
    path(_("coordinator/<slug:slug>/werving/cijfers.csv"), recruitment.recruitment_csv, name="recruitment_csv"),
    path(_("coordinator/<slug:slug>/deelnemers/"), coordination.participants, name="participants"),
    path(_("coordinator/<slug:slug>/deelnemers/importeren/"), coordination.import_file, name="import"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/"), coordination.participant, name="participant"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/uitschrijven/"), coordination.withdraw, name="withdraw"),
]
