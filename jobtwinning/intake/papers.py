"""The papers of one organisation: the honest information as a document and a poster, with a channel of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.core import form_keys
from jobtwinning.core.documents import qr_svg
from jobtwinning.intake.honest import USUAL_TRAVEL_MINUTES, employer_hours, employer_lines, range_words
from jobtwinning.intake.models import EmployerLetter
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import Channel, Participation, Programme
from jobtwinning.programmes.posters import PAPERS, arch_svg, short_link, typed_link

LANGUAGES = ("nl", "en")


def information(channel: Channel, today: date) -> dict[str, Any]:
    """Everything the document prints (core/typst/employer.typ), in the language that is active."""
    programme, region, link = channel.programme, channel.region, short_link(channel)
    hours = employer_hours(programme.rules, USUAL_TRAVEL_MINUTES)
    name = channel.organisation.name if channel.organisation else ""
    heading = _("Wat Job Twinning van %(name)s vraagt") % {"name": name}
    return {
        "language": get_language() or "nl",
        "title": heading,
        "heading": heading,
        "lead": _(
            "Een docent en iemand van buiten het onderwijs kijken een paar maanden bij elkaar mee. Dit kost het."
        ),
        "about": [
            _("Ronde %(programme)s, regio %(region)s") % {"programme": programme_name(programme), "region": region.name}
        ],
        "lines": [{"label": line.label, "text": line.text} for line in employer_lines(programme, hours).lines],
        "sum_heading": _("Samen per deelnemer"),
        "sums": [
            {"label": _("Eigen uren"), "text": range_words(hours.own)},
            {"label": _("Reizen, berekend"), "text": range_words(hours.travel)},
            {"label": _("Ontvangen"), "text": range_words(hours.hosting)},
            {"label": _("Samen, geschat"), "text": range_words(hours.total)},
        ],
        "sum_note": _(
            "Gerekend met %(minutes)s minuten heen en evenveel terug. Ontvangt de deelnemer zelf, dan vallen die uren "
            "samen met de eigen uren."
        )
        % {"minutes": hours.travel_minutes},
        "scan_heading": _("Meer weten of aanmelden"),
        "scan": _("Deze code is van jullie organisatie. Wie hem scant, ziet de ronde en kan zich aanmelden."),
        "link": typed_link(channel),
        "ask_heading": _("Vragen?"),
        "ask": [each for each in (region.contact_name, region.contact_email, region.contact_phone) if each],
        "made": _("Job Twinning. Gemaakt op %(day)s.") % {"day": date_format(today, "j F Y")},
        "arch": arch_svg(),
        "arch_label": _(
            "Een boog van zeven stenen: drie blauwe voor school, drie gele voor werk en een groene sluitsteen in "
            "het midden."
        ),
        "qr": qr_svg(link),
        "qr_label": _("QR-code naar %(link)s") % {"link": link},
    }


@dataclass(frozen=True, slots=True)
class Paper:
    """One document to download; language: of the document and of its address."""

    kind: str  # "information", "a4" or "a3"
    language: str
    url: str


def papers_of(programme: Programme, channel: Channel) -> list[Paper]:
    """What can be downloaded of a channel: posters, and the information of an organisation; in both languages."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            if channel.organisation_id:
                url = reverse("intake:employer_pdf", args=[programme.slug, channel.code])
                found.append(Paper("information", language, url))
            poster = reverse("programmes:poster", args=[programme.slug, channel.code])
            found += [
                Paper(size, language, poster if size == PAPERS[0] else f"{poster}?papier={size}") for size in PAPERS
            ]
    return found


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation in one region: its papers when they were made, and how it went."""

    organisation: Organisation
    region: Region
    channel: Channel | None
    papers: list[Paper]
    came: int  # signed up by this channel and did not withdraw
    received: int  # how often somebody there got the information
    read_at: datetime | None  # when somebody there last said that they read it
    form_key: str


def organisation_rows(programme: Programme, regions: Collection[Region]) -> list[OrganisationRow]:
    """Organisations of who takes part in these regions, and those with papers; by name, then region. Five queries."""
    by_region = {region.pk: region for region in regions}
    taking_part = Participation.objects.filter(programme=programme, region__in=by_region)
    there = taking_part.exclude(state=Participation.State.WITHDRAWN)
    working = there.filter(employment__isnull=False).order_by().values_list("employment__organisation", "region")
    made = programme.channels.filter(region__in=by_region, kind=Channel.Kind.EMPLOYER, organisation__isnull=False)
    channels = {(each.organisation_id, each.region_id): each for each in made if each.organisation_id}
    places = {*channels, *((organisation, region) for organisation, region in working.distinct() if organisation)}
    organisations = Organisation.objects.in_bulk({organisation for organisation, _region in places})
    codes = [each.code for each in channels.values()]
    came = dict(there.filter(channel__in=codes).order_by().values_list("channel").annotate(number=Count("pk")))
    letters = EmployerLetter.objects.filter(programme=programme, region__in=by_region).order_by()
    told = {
        (row["organisation"], row["region"]): row
        for row in letters.values("organisation", "region").annotate(number=Count("pk"), read=Max("acknowledged_at"))
    }
    found = []
    for key in places:
        channel, letter = channels.get(key), told.get(key)
        found.append(
            OrganisationRow(
                organisation=organisations[key[0]],
                region=by_region[key[1]],
                channel=channel,
                papers=papers_of(programme, channel) if channel else [],
                came=came.get(channel.code, 0) if channel else 0,
                received=letter["number"] if letter else 0,
                read_at=letter["read"] if letter else None,
                form_key=form_keys.new_key(),
            )
        )
    return sorted(found, key=lambda row: (row.organisation.name.casefold(), row.region.name, row.organisation.pk))
