from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.privacy import own_pages, views

app_name = "privacy"
urlpatterns = [
    path(_("mijn/gegevens/"), own_pages.hub, name="my_data"),
    path(_("mijn/gegevens/inzien/"), own_pages.own_data, name="own_data"),
    path(_("mijn/gegevens/mijn-gegevens.json"), own_pages.own_data_file, name="own_data_file"),
    path(_("mijn/gegevens/toestemming/"), own_pages.consents, name="consents"),
    path(_("mijn/gegevens/wie-keek/"), own_pages.viewed, name="viewed"),
    path(_("mijn/gegevens/<str:public_id>/wissen/"), views.erase_own, name="erase_own"),
    path(_("gegevens-gewist/"), views.erased, name="erased"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/wissen/"), views.erase, name="erase"),
]
