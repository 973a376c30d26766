from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.privacy import views

app_name = "privacy"
urlpatterns = [
    path(_("mijn/gegevens/<str:public_id>/wissen/"), views.erase_own, name="erase_own"),
    path(_("gegevens-gewist/"), views.erased, name="erased"),
    path(_("coordinator/<slug:slug>/deelnemers/<str:public_id>/wissen/"), views.erase, name="erase"),
]
