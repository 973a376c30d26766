from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.surveys import views

app_name = "surveys"
urlpatterns = [
    path(_("meting/<str:public_id>/"), views.respond, name="respond"),
    path(_("meting/<str:public_id>/antwoorden/"), views.answers, name="answers"),
]
