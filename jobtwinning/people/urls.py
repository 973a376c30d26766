"""Pages about oneself, named like the other account pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from jobtwinning.people import views

urlpatterns = [
    path(_("account/e-mail/"), views.change_email, name="account_change_email"),
    path(_("account/e-mail/bevestigen/"), views.confirm_email, name="account_confirm_email"),
]
