from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.moving import views

app_name = "moving"
urlpatterns = [
    path(_("coordinator/<slug:slug>/deelnemers/importeren/"), views.lists, name="lists"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/kolommen/"), views.choose, name="columns"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/lezen/"), views.read_again, name="read"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/proef/"), views.trial, name="trial"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/bezig/"), views.progress, name="progress"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/start/"), views.start, name="start"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/weg/"), views.remove, name="remove"),
]
