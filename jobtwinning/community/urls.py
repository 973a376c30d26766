from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.community import views

app_name = "community"
urlpatterns = [
    path(_("coordinator/<slug:slug>/verhalen/"), views.stories, name="stories"),
    path(_("coordinator/<slug:slug>/verhalen/nieuw/"), views.story_new, name="story_new"),
    path(_("verhaal/<str:public_id>/aanpassen/"), views.story, name="story"),
    path(_("verhaal/<str:public_id>/"), views.story_approve, name="story_approve"),
]
