from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.choose, name="choose"),
    path(_("demo/inloggen/<str:role>/"), views.sign_in, name="sign_in"),
]
