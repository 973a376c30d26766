"""The mails of a pair at work that a coordinator may word anew, with invented people to show them."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobtwinning.core import clock
from jobtwinning.mail.texts import COMMON, TextPlace
from jobtwinning.pairs.texts import sample_pair
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Programme
from jobtwinning.twinning import letters
from jobtwinning.twinning.models import Meeting


def _meeting(programme: Programme, region: Region) -> dict[str, Any]:
    starts_at = (clock.now() + timedelta(days=9)).replace(hour=13, minute=0)
    meeting = Meeting(
        pair=sample_pair(programme, region),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        where="Brugwater",
        what=gettext("Rondleiding en gesprek"),
    )
    return letters.meeting_context(meeting, Person(given_name="Sanne"), Person(given_name="Joris"))


def _closing(programme: Programme, region: Region) -> dict[str, Any]:
    people = Person(given_name="Sanne"), Person(given_name="Joris")
    return letters.closing_context(sample_pair(programme, region), *people, response_id="voorbeeld")


MEETING_PLANNED = TextPlace(
    "meeting_planned",
    name=_("Een afspraak staat vast"),
    used_when=_("Gaat naar beiden als een van hen een afspraak maakt, met een bestand voor de agenda."),
    placeholders=(*COMMON, "partner", "datum"),
    words={
        "subject": _("Afspraak met {partner} op {datum}"),
        "opening": _("Jij en {partner} zien elkaar."),
        "closing": "",
    },
    sample=_meeting,
)
CLOSING_SURVEY = TextPlace(
    "closing_survey",
    name=_("Uitnodiging voor de nameting"),
    used_when=_("Gaat naar beiden als het traject is afgerond. Daarna staat wie de antwoorden leest."),
    placeholders=(*COMMON, "partner"),
    words={
        "subject": _("Hoe was het met {partner}?"),
        "opening": _(
            "Het traject van jou en {partner} is afgerond. Kijk je mee terug? We vragen wat het opleverde, hoeveel uur "
            "het kostte en hoe je verdergaat."
        ),
        "closing": "",
    },
    sample=_closing,
)
