"""What stands on the poster of a channel, in the language that is active."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jobtwinning.core import figures
from jobtwinning.core.documents import qr_svg
from jobtwinning.programmes.context import programme_name, region_names
from jobtwinning.programmes.models import Channel, Programme

STONES = ("school", "school", "school", "both", "work", "work", "work")
PAPERS = ("a4", "a3")
PRINTED = {"f-school": "#1b6796", "f-bridge": "#1a4726", "f-work": "#f5b041"}  # the tokens, on paper


def short_link(channel: Channel) -> str:
    """The address of a channel, as it is shared."""
    return f"{settings.SITE_URL}{reverse('site:channel', args=[channel.code])}"


def content(channel: Channel, paper: str = PAPERS[0]) -> dict[str, Any]:
    """Everything the document prints (core/typst/poster.typ), on A4, or the same larger on A3."""
    programme, region, link = channel.programme, channel.region, short_link(channel)
    name = programme_name(programme)
    return {
        "language": get_language() or "nl",
        "paper": paper,
        "title": f"Job Twinning: {name}",
        "heading": [_("Kijk mee"), _("in elkaars werk")],
        "text": _(
            "Job Twinning koppelt een docent aan iemand van buiten het onderwijs. "
            "Jullie bezoeken elkaar en leren van elkaar."
        ),
        "doors": [_("Voor docenten"), _("Voor wie buiten het onderwijs werkt")],
        "facts": facts(programme),
        "scan": _("Scan en doe mee"),
        "audience": audience(channel),
        "round": f"{name}, {region_names([region])}",
        "until": until(programme),
        "or_type": _("Of typ dit over:"),
        "link": typed_link(channel),
        "contact": asked_of(channel),
        "arch": arch_svg(),
        "arch_label": _(
            "Een boog van zeven stenen: drie blauwe voor school, drie gele voor werk en een groene sluitsteen in "
            "het midden."
        ),
        "qr": qr_svg(link),
        "qr_label": _("QR-code naar %(link)s") % {"link": link},
    }


def typed_link(channel: Channel) -> str:
    """The address of a channel, to type over from paper."""
    link = urlsplit(short_link(channel))
    return link.netloc + link.path.rstrip("/")


def audience(channel: Channel) -> str:
    """For whom this poster hangs: the people of one organisation; empty when it is for everybody."""
    return _("Voor iedereen van %(name)s") % {"name": channel.organisation.name} if channel.organisation else ""


def facts(programme: Programme) -> list[dict[str, str]]:
    """What it asks, in three numbers."""
    rules = programme.rules
    months = ngettext("%(n)s maand", "%(n)s maanden", rules.duration_months) % {"n": rules.duration_months}
    first, last = date_format(programme.starts_on, "j F"), date_format(programme.ends_on, "j F Y")
    return [
        {
            "big": _("± %(hours)s uur") % {"hours": rules.hours_per_month_maximum},
            "small": _("per maand, minstens %(hours)s uur in totaal") % {"hours": rules.hours_minimum},
        },
        {"big": months, "small": _("tussen %(first)s en %(last)s") % {"first": first, "last": last}},
        {
            "big": _("%(least)s tot %(most)s keer") % {"least": rules.meetings_minimum, "most": rules.meetings_maximum},
            "small": _("samen, %(short)s tot %(long)s uur per keer")
            % {"short": rules.meeting_hours_minimum, "long": rules.meeting_hours_maximum},
        },
    ]


def until(programme: Programme) -> str:
    """The last day to sign up, when there is one."""
    if programme.rules.rolling_start:
        return _("Aanmelden kan het hele jaar.")
    if programme.sign_up_until is None:
        return ""
    return _("Aanmelden kan tot en met %(day)s.") % {"day": date_format(programme.sign_up_until, "l j F Y")}


def asked_of(channel: Channel) -> str:
    """Whom to ask; empty when the region has nobody."""
    known = [each for each in (channel.region.contact_name, channel.region.contact_email) if each]
    return _("Vragen? %(contact)s") % {"contact": ", ".join(known)} if known else ""


def arch_svg() -> str:
    """The great arch, as it stands on the public page."""
    stones = figures.ring(STONES, outer=570, inner=424, centre=(580, 576), gap=7)
    paths = "".join(f'<path d="{stone.path}" fill="{PRINTED[stone.css]}"/>' for stone in stones)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1160 569">{paths}</svg>'
