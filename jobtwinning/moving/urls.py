from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.moving import column_views, start_views, trial_views

app_name = "moving"
urlpatterns = [
    path(_("coordinator/<slug:slug>/deelnemers/importeren/"), column_views.lists, name="lists"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/kolommen/"), column_views.choose, name="columns"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/lezen/"), column_views.read_again, name="read"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/proef/"), trial_views.trial, name="trial"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/bezig/"), trial_views.progress, name="progress"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/start/"), start_views.start, name="start"),
    path(_("coordinator/<slug:slug>/lijst/<str:public_id>/weg/"), start_views.remove, name="remove"),
]
