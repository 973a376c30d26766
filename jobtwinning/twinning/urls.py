from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.twinning import life_views, views

app_name = "twinning"
urlpatterns = [
    path(_("mijn/start/"), views.start, name="start"),
    path(_("mijn/"), views.home, name="home"),
    path(_("koppel/<str:public_id>/"), views.pair, name="pair"),
    path(_("koppel/<str:public_id>/doel/"), views.goal_new, name="goal_new"),
    path(_("doel/<str:public_id>/"), views.goal, name="goal"),
    path(_("koppel/<str:public_id>/ontmoeting/"), views.meeting_new, name="meeting_new"),
    path(_("koppel/<str:public_id>/ontmoeting/dag/"), views.meeting_day, name="meeting_day"),
    path(_("ontmoeting/<str:public_id>/"), views.meeting, name="meeting"),
    path(_("ontmoeting/<str:public_id>/agenda.ics"), views.meeting_ics, name="meeting_ics"),
    path(_("ontmoeting/<str:public_id>/uren/"), views.meeting_hours, name="meeting_hours"),
    path(_("koppel/<str:public_id>/uren/"), views.hours_new, name="hours_new"),
    path(_("uren/<str:public_id>/"), views.hours, name="hours"),
    path(_("koppel/<str:public_id>/afronden/"), views.close, name="close"),
    path(_("koppel/<str:public_id>/klik/"), life_views.click, name="click"),
    path(_("koppel/<str:public_id>/verder/"), life_views.trial, name="trial"),
    path(_("koppel/<str:public_id>/exit-kaart/"), life_views.exit_card, name="exit"),
    path(_("koppel/<str:public_id>/gestopt/"), life_views.stopped, name="stopped"),
    path(_("koppel/<str:public_id>/pauze-kaart/"), life_views.pause, name="pause"),
    path(_("koppel/<str:public_id>/weer-verder/"), life_views.resume, name="resume"),
    path(_("koppel/<str:public_id>/beeindigen/"), life_views.end, name="end"),
    path(_("koppel/<str:public_id>/gaat-door/"), life_views.confirm, name="confirm"),
]
