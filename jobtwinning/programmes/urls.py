from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.programmes import channels, making, texts, views

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
