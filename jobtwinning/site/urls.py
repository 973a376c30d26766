from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.site import views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path(_("programma/<slug:slug>/"), views.programme, name="programme"),
    path(_("privacy/"), views.privacy, name="privacy"),
    path(_("toegankelijkheid/"), views.accessibility, name="accessibility"),
    path(_("contact/"), views.contact, name="contact"),
    path(_("open-source/"), views.source, name="source"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
