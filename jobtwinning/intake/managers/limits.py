"""How often a button that mails somebody may be pressed."""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jobtwinning.core.errors import DomainError
from jobtwinning.programmes.models import Participation


def take_turn(request: HttpRequest, participation: Participation) -> None:
    """Refuse when too many came from one client, or about one participant: each sends a mail to whom they name."""
    if not ratelimit.consume(request, action="manager_link", key=participation.public_id):
        raise DomainError(
            "too_often", _("Dat ging te vaak achter elkaar. Probeer het morgen weer, of mail de coördinator.")
        )
