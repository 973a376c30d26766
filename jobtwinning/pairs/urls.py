from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.pairs import views

app_name = "pairs"
urlpatterns = [
    path(_("voorstel/<str:public_id>/"), views.answer, name="answer"),
    path(_("voorstel/<str:public_id>/intrekken/"), views.withdraw, name="withdraw"),
    path(_("voorstel/<str:public_id>/mondeling-ja/"), views.spoken, name="spoken"),
    path(_("koppel/<str:public_id>/gebeld/"), views.called, name="called"),
    path(_("coordinator/<slug:slug>/koppels/"), views.pairs, name="pairs"),
    path(_("coordinator/<slug:slug>/koppels/te-doen/"), views.todo, name="todo"),
]
