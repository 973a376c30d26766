"""The recruiting list: who is there, who is missing, and a call to share (shortage per region, side and field)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jobtwinning.matching.recruiting import Balance, Call, balances, call_channels
from jobtwinning.matching.shortage import group_name
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Channel, Programme, Side
from jobtwinning.programmes.permissions import find, may_coordinate
from jobtwinning.programmes.posters import short_link
from jobtwinning.programmes.viewer import viewer_of

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """A call in one language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """One line of the list."""

    title: str
    whom: str
    call: Call
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class RegionPart:
    """One region on the page."""

    balance: Balance
    rows: tuple[CallRow, ...]
    present: tuple[tuple[str, int, int], ...]  # group in words, teachers, non-teachers
    channel: Channel | None

    @property
    def sides(self) -> Iterator[tuple[str, int, int, int]]:
        """Per side its name, who is free, who stays alone and who is under way."""
        names = {Side.TEACHER.value: _("docenten"), Side.NON_TEACHER.value: _("niet-docenten")}
        for side, name in names.items():
            yield name, self.balance.free[side], self.balance.alone[side], self.balance.under_way[side]


@require_http_methods(["GET", "HEAD"])
@login_required
def recruiting(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts only, of the own regions; it names nobody, so nothing goes into the view log."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.prefetch_related("regions"), viewer, may_coordinate, slug=slug)
    region_ids = viewer.coordinated_region_ids(programme)
    regions = [region for region in programme.regions.all() if region.pk in region_ids]
    regions.sort(key=lambda region: region.name)
    channels = call_channels(programme, region_ids)
    regions = [] if programme.is_over else regions
    parts = [region_part(programme, each, channels) for each in balances(programme, regions)]
    return render(request, "matching/recruiting.html", {"programme": programme, "parts": parts})


def region_part(programme: Programme, balance: Balance, channels: Mapping[int, Channel]) -> RegionPart:
    """What the page tells about one region."""
    channel = channels.get(balance.region.pk)
    rows = tuple(call_row(programme, balance.region, call, channel) for call in balance.calls)
    present = tuple((field_name(each.group), each.teachers, each.non_teachers) for each in balance.present)
    return RegionPart(balance, rows, present, channel)


def call_row(programme: Programme, region: Region, call: Call, channel: Channel | None) -> CallRow:
    """Who is missing, who is there and for whom, in words."""
    if call.side == Side.TEACHER:
        whom = _(
            "Niet-docenten voor wie dit past: %(n)s, van wie %(missing)s zonder partner. Vrije docenten: %(present)s."
        )
    else:
        whom = _(
            "Docenten voor wie dit past: %(n)s, van wie %(missing)s zonder partner. Vrije niet-docenten: %(present)s."
        )
    values = {"n": call.seekers, "missing": call.missing, "present": call.present}
    return CallRow(
        title=title_of(region, call),
        whom=whom % values,
        call=call,
        texts=tuple(Text(language, call_text(programme, region, call, channel, language)) for language in LANGUAGES),
    )


def title_of(region: Region, call: Call) -> str:
    """As in "Nog 3 niet-docenten nodig in Twente: techniek"."""
    if call.side == Side.TEACHER:
        title = ngettext(
            "Nog %(n)s docent nodig in %(region)s: %(field)s",
            "Nog %(n)s docenten nodig in %(region)s: %(field)s",
            call.missing,
        )
    else:
        title = ngettext(
            "Nog %(n)s niet-docent nodig in %(region)s: %(field)s",
            "Nog %(n)s niet-docenten nodig in %(region)s: %(field)s",
            call.missing,
        )
    return title % {"n": call.missing, "region": region.name, "field": field_name(call.group)}


def field_name(group: str) -> str:
    """A group of fields, or that any will do."""
    return group_name(group) if group else _("elk vak is goed")


def call_text(programme: Programme, region: Region, call: Call, channel: Channel | None, language: str) -> str:
    """What may be shared with anybody, in this language: no person, and no promise that no lesson lapses (R-0.8)."""
    with translation.override(language):
        if call.side == Side.TEACHER:
            sought = ngettext(
                "Job Twinning zoekt in %(region)s nog %(n)s docent.",
                "Job Twinning zoekt in %(region)s nog %(n)s docenten.",
                call.missing,
            )
            asked = _(
                "Je kijkt een paar maanden mee bij iemand die buiten het onderwijs werkt, en die bij jou. "
                "Dat kost ongeveer %(hours)s uur per maand, en soms vervalt een les."
            )
        else:
            sought = ngettext(
                "Job Twinning zoekt in %(region)s nog %(n)s mens van buiten het onderwijs.",
                "Job Twinning zoekt in %(region)s nog %(n)s mensen van buiten het onderwijs.",
                call.missing,
            )
            asked = _(
                "Je kijkt een paar maanden mee bij een docent, en die bij jou. "
                "Dat kost ongeveer %(hours)s uur per maand, en soms vervalt een overleg."
            )
        field = _("Vakgebied: %(field)s.") % {"field": group_name(call.group)} if call.group else _("Elk vak is goed.")
        link = (
            short_link(channel) if channel else f"{settings.SITE_URL}{reverse('site:programme', args=[programme.slug])}"
        )
        values = {"region": region.name, "n": call.missing, "hours": programme.rules.hours_per_month_maximum}
        parts = (sought % values, field, asked % values, _("Meer weten of aanmelden: %(link)s") % {"link": link})
        return " ".join(parts)
