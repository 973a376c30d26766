"""The two mails about a list of colleagues. Neither stands under a programme: no coordinator reads who was named."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.intake.models import ColleagueList, NamedColleague
from jobtwinning.mail.outbox import About, Options, Recipient, queue_mail
from jobtwinning.programmes.context import programme_name


def queue_confirm_mail(handed_in: ColleagueList, link: str, *, day: str) -> None:
    """To the registrar: is this your address, and did you mean it; once a day."""
    with translation.override(handed_in.language):
        context = _context(handed_in) | {
            "preview": _("Bevestig je adres, dan mailen we je collega’s."),
            "button_url": settings.SITE_URL + reverse("intake:colleague_list", args=[link]),
            "button_text": _("Bekijk en bevestig"),
        }
    _queue(
        "colleagues_confirm",
        Recipient(handed_in.registrar_email, handed_in.language),
        f"colleagues-confirm:{handed_in.public_id}:{day}",
        context,
        handed_in,
    )


def queue_named_mail(handed_in: ColleagueList, named: NamedColleague, link: str) -> None:
    """To somebody who was named: by whom, what it is, and a page to say yes or no; once per address and programme."""
    with translation.override(handed_in.language):
        context = _context(handed_in) | {
            "name": named.name,
            "preview": _("Jij beslist of je mee wilt doen."),
            "button_url": settings.SITE_URL + reverse("intake:colleague", args=[link]),
            "button_text": _("Zeg ja of nee"),
        }
    _queue("colleague_named", Recipient(named.email, handed_in.language), named_key(named), context, handed_in)


def named_key(named: NamedColleague) -> str:
    """The key of the only mail about being named in this programme."""
    return f"colleague-named:{named.link_key}"


def _context(handed_in: ColleagueList) -> dict[str, Any]:
    """What both mails tell, in the language that is active."""
    return {
        "registrar": handed_in.registrar_name,
        "organisation": handed_in.organisation,
        "named": handed_in.named,
        "programme": handed_in.programme,
        "programme_name": programme_name(handed_in.programme),
        "rules": handed_in.programme.rules,
        "region": handed_in.region,
        "information_url": settings.SITE_URL + reverse("site:programme", args=[handed_in.programme.slug]),
        "signature": [handed_in.region.contact_name or "Job Twinning"],
    }


def _queue(template: str, to: Recipient, unique_key: str, context: dict[str, Any], handed_in: ColleagueList) -> None:
    queue_mail(
        template,
        to,
        unique_key=unique_key,
        context=context,
        about=About(reply_to=handed_in.region.contact_email),
        options=Options(holds_secret=True, is_awaited=template == "colleagues_confirm"),
    )
