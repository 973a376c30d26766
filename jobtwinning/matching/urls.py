from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.matching import (
    hand_views,
    person_views,
    recruiting_views,
    scenario_views,
    send_views,
    views,
    waiting_views,
)

app_name = "matching"
urlpatterns = [
    path(_("coordinator/<slug:slug>/werving/wie-we-zoeken/"), recruiting_views.recruiting, name="recruiting"),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/"), views.workspace, name="workspace"),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/voorstel/"), views.propose, name="propose"),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/bezig/<str:public_id>/"), views.progress, name="progress"
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/wachtlijst/"),
        waiting_views.waiting_list,
        name="waiting",
    ),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/besluit/"), views.decide, name="decide"),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/twee/"), views.two, name="two"),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/versturen/<str:public_id>/"),
        send_views.commit,
        name="commit",
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/versturen/<str:public_id>/toch-niet/"),
        send_views.undo,
        name="undo",
    ),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/tekort/"), person_views.shortage, name="shortage"),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/mens/<str:public_id>/"),
        person_views.person,
        name="person",
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/mens/<str:public_id>/vraag/<slug:what>/"),
        person_views.ask,
        name="ask",
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/mens/<str:public_id>/vertrouwelijk/"),
        person_views.confidentiality,
        name="confidentiality",
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/koppel/<str:teacher_id>/<str:non_teacher_id>/"),
        hand_views.make_pair,
        name="make_pair",
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/voorstellen/"), scenario_views.scenarios, name="scenarios"
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/voorstellen/<str:public_id>/"),
        scenario_views.scenario,
        name="scenario",
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/voorstellen/<str:public_id>/narekenen/"),
        scenario_views.replay,
        name="replay",
    ),
    path(
        _("coordinator/<slug:slug>/matchen/<slug:region_slug>/voorstellen/<str:public_id>/zo-telt-het/"),
        scenario_views.keep_weights,
        name="keep_weights",
    ),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/vergelijken/"), scenario_views.compare, name="compare"),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/wat-telt/"), scenario_views.weights, name="weights"),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/namen/"), scenario_views.mask, name="mask"),
]
