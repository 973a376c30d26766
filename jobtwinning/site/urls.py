from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.site import finding, interest, views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path(_("programma/<slug:slug>/"), views.programme, name="programme"),
    path("p/<slug:code>/", views.channel, name="channel"),
    path(_("op-de-hoogte/"), interest.interest, name="interest"),
    path(_("op-de-hoogte/verstuurd/"), interest.interest_asked, name="interest_asked"),
    path(_("op-de-hoogte/<str:value>/"), interest.interest_link, name="interest_link"),
    path(_("privacy/"), views.privacy, name="privacy"),
    path(_("hoe-we-matchen/"), views.how_we_match, name="how_we_match"),
    path(_("toegankelijkheid/"), views.accessibility, name="accessibility"),
    path(_("contact/"), views.contact, name="contact"),
    path(_("open-source/"), views.source, name="source"),
    path("robots.txt", finding.robots, name="robots"),
    path("sitemap.xml", finding.sitemap, name="sitemap"),
    path("favicon.ico", views.favicon, name="favicon"),
]
