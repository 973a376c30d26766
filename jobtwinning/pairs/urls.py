from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.pairs import views
from jobtwinning.pairs.own import staff_views as own_staff_views
from jobtwinning.pairs.own import views as own_views

app_name = "pairs"
urlpatterns = [
    path(_("voorstel/<str:public_id>/"), views.answer, name="answer"),
    path(_("voorstel/<str:public_id>/intrekken/"), views.withdraw, name="withdraw"),
    path(_("voorstel/<str:public_id>/mondeling-ja/"), views.spoken, name="spoken"),
    path(_("koppel/<str:public_id>/gebeld/"), views.called, name="called"),
    path(_("coordinator/<slug:slug>/koppels/"), views.pairs, name="pairs"),
    path(_("coordinator/<slug:slug>/koppels/te-doen/"), views.todo, name="todo"),
    path(_("samen-beginnen/"), own_views.own_start, name="own_start"),
    path(_("samen-beginnen/kijk-in-je-mail/"), own_views.own_asked, name="own_asked"),
    path(_("samen-beginnen/begonnen/"), own_views.own_begun, name="own_begun"),
    path(_("samen-beginnen/nu-niet/"), own_views.own_not_now, name="own_not_now"),
    path(_("samen-beginnen/weg/"), own_views.own_gone, name="own_gone"),
    path(_("samen-beginnen/bevestigen/<str:value>/"), own_views.own_confirm, name="own_confirm"),
    path(_("samen-beginnen/antwoord/<str:value>/"), own_views.own_answer, name="own_answer"),
    path(_("coordinator/zelf-begonnen/"), own_staff_views.own_pairs, name="own_pairs"),
    path(_("coordinator/zelf-begonnen/<str:public_id>/opnemen/"), own_staff_views.own_adopt, name="own_adopt"),
]
