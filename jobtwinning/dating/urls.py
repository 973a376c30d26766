from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.dating import own_views, staff_views

app_name = "dating"
urlpatterns = [
    path(_("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/rondes/"), staff_views.evening, name="evening"),
    path(
        _("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/rondes/instellen/"), staff_views.rounds, name="rounds"
    ),
    path(
        _("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/rondes/aanwezig/"), staff_views.people, name="people"
    ),
    path(
        _("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/rondes/afdrukken/"), staff_views.printed, name="print"
    ),
    path(_("kennismaken/<str:public_id>/"), own_views.own, name="own"),
    path(_("kennismaken/gesprek/<str:public_id>/"), own_views.ballot, name="ballot"),
]
