from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.reports import views

app_name = "reports"
urlpatterns = [
    path(_("coordinator/<slug:slug>/rapport/"), views.report, name="report"),
    path(_("coordinator/<slug:slug>/rapport/cijfers.json"), views.report_json, name="report_json"),
    path(_("coordinator/<slug:slug>/rapport/cijfers.csv"), views.report_csv, name="report_csv"),
]
