"""The mail after signing up: what Job Twinning is, and the way to the intake (REC-02)."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.mail.outbox import About, Recipient, queue_mail
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import Participation


def queue_sign_up_mail(participation: Participation) -> None:
    """Further information and the link to the intake; once per participation."""
    person, programme, region = participation.person, participation.programme, participation.region
    if not person.email:
        return
    with translation.override(person.language):
        url = settings.SITE_URL + reverse("intake:arrive", args=[programme.slug])
        name = region.contact_name
        signature = (
            [_("%(name)s, coördinator regio %(region)s") % {"name": name, "region": region.name}] if name else []
        )
        context = {
            "heading": _("%(name)s, fijn dat je mee wilt doen") % {"name": person.given_name},
            "preview": _("Zo gaat het verder, en hier begint je intake."),
            "programme": programme,
            "programme_name": programme_name(programme),
            "rules": programme.rules,
            "button_url": url,
            "button_text": _("Begin met je intake"),
            "signature": [*signature, *([region.contact_phone] if region.contact_phone else [])] or ["Job Twinning"],
        }
    queue_mail(
        "sign_up",
        Recipient(person.email, person.language, person.pk),
        unique_key=f"sign-up-{participation.public_id}",
        context=context,
        about=About(programme.pk, region.pk, region.contact_email),
    )
