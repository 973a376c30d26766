from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.programmes import channels, making, texts, views
from jobtwinning.programmes.events import own_views, staff_views

app_name = "programmes"
urlpatterns = [
    path(_("coordinator/"), views.overview, name="overview"),
    path(_("coordinator/nieuwe-ronde/"), making.programme_new, name="programme_new"),
    path(_("coordinator/<slug:slug>/stand/"), views.change_state, name="change_state"),
    path(_("coordinator/<slug:slug>/instellingen/"), making.settings, name="settings"),
    path(_("coordinator/<slug:slug>/werving/nieuw-kanaal/"), channels.channel_new, name="channel_new"),
    path(_("coordinator/<slug:slug>/werving/<slug:code>/poster.pdf"), channels.poster, name="poster"),
    path(_("coordinator/<slug:slug>/verzonden/"), views.sent_mail, name="sent_mail"),
    path(_("coordinator/<slug:slug>/teksten/"), texts.texts, name="texts"),
    path(_("coordinator/<slug:slug>/teksten/<slug:code>/"), texts.text, name="text"),
    path(_("coordinator/<slug:slug>/teksten/<slug:code>/voorbeeld/"), texts.preview, name="text_preview"),
    path(_("coordinator/<slug:slug>/bijeenkomsten/"), staff_views.events, name="events"),
    path(_("coordinator/<slug:slug>/bijeenkomsten/nieuw/"), staff_views.event_new, name="event_new"),
    path(_("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/"), staff_views.event, name="event"),
    path(
        _("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/wijzigen/"), staff_views.event_edit, name="event_edit"
    ),
    path(
        _("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/uitnodigen/"),
        staff_views.event_invite,
        name="event_invite",
    ),
    path(
        _("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/afzeggen/"),
        staff_views.event_cancel,
        name="event_cancel",
    ),
    path(
        _("coordinator/<slug:slug>/bijeenkomsten/<str:public_id>/inchecken/"), staff_views.event_code, name="event_code"
    ),
    path(_("coordinator/<slug:slug>/genodigde/<str:public_id>/"), staff_views.event_person, name="event_person"),
    path(_("bijeenkomst/<str:public_id>/"), own_views.own_event, name="own_event"),
    path(_("uitnodiging/<str:value>/"), own_views.event_link, name="event_link"),
    path(_("inchecken/<str:code>/"), own_views.check_in, name="check_in"),
    path(_("bestand/<str:public_id>/"), views.stored_file, name="stored_file"),
    path(_("beheer/"), views.administration, name="administration"),
    path(_("beheer/nieuwe-regio/"), views.region_new, name="region_new"),
    path(_("beheer/nieuwe-rol/"), views.grant_new, name="grant_new"),
    path(_("beheer/teksten/"), texts.texts, name="platform_texts"),
    path(_("beheer/teksten/<slug:code>/"), texts.text, name="platform_text"),
    path(_("beheer/teksten/<slug:code>/voorbeeld/"), texts.preview, name="platform_text_preview"),
    path(_("beheer/uitloggen/"), views.end_sessions, name="end_sessions"),
    path(_("beheer/rol/<str:public_id>/intrekken/"), views.grant_revoke, name="grant_revoke"),
]
