from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.privacy import table_views

app_name = "tables"
urlpatterns = [
    path(_("beheer/gegevens/"), table_views.index, name="index"),
    path(_("beheer/gegevens/<str:table>/"), table_views.table, name="table"),
]
