from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.core import views

app_name = "core"
urlpatterns = [path(_("onderdelen/"), views.components, name="components")]
