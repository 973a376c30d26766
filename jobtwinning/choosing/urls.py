from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.choosing import staff_views, views

app_name = "choosing"
urlpatterns = [
    path(_("rondkijken/<str:public_id>/"), views.start, name="start"),
    path(_("rondkijken/<str:public_id>/kaarten/"), views.deck, name="deck"),
    path(_("rondkijken/<str:public_id>/lijst/"), views.cards, name="list"),
    path(_("rondkijken/<str:public_id>/antwoorden/"), views.said, name="said"),
    path(_("rondkijken/<str:public_id>/kaart/<str:card_id>/"), views.card, name="card"),
    path(_("coordinator/<slug:slug>/matchen/<slug:region_slug>/rondkijken/"), staff_views.picture, name="picture"),
]
