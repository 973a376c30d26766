"""The mails about a pair that a coordinator may word anew, with invented people to show them."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobtwinning.core import clock
from jobtwinning.mail.texts import COMMON, TextPlace
from jobtwinning.pairs import letters
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import SeatedPerson
from jobtwinning.people.models import Employment, Organisation, Person, Region
from jobtwinning.programmes.models import Participation, Programme, Side


def sample_pair(programme: Programme, region: Region) -> Pair:
    """A pair that is in no database."""
    together = {"shared": {"day_parts": 3}, "teacher": {"travel_minutes": 25}}
    starts_on = clock.today() + timedelta(days=7)
    return Pair(programme=programme, region=region, kind=Pair.Kind.SUBJECT, reasons=together, starts_on=starts_on)


def sample_halves() -> tuple[SeatedPerson, SeatedPerson]:
    """Sanne of a school and Joris of a company."""
    return (
        _half("Sanne", "Kuipers", Side.TEACHER, gettext("docent natuurkunde"), "Lyceum De Brug"),
        _half("Joris", "Prins", Side.NON_TEACHER, gettext("netplanner"), "Brugwater"),
    )


def _half(given_name: str, surname: str, side: str, function: str, organisation: str) -> SeatedPerson:
    full_name = f"{given_name} {surname}"
    return SeatedPerson(
        participation_id="", person_id="", person_key=0, given_name=given_name, full_name=full_name, function=function,
        organisation=organisation, side=side, answer="", trial_answer="",
        has_left=False, exit_note=None, email=f"{given_name.lower()}@voorbeeld.example",
        phone="06 12 34 56 78",
    )  # fmt: skip


def _taking_part(half: SeatedPerson) -> Participation:
    job = Employment(function=half.function, organisation=Organisation(name=half.organisation))
    return Participation(person=Person(given_name=half.given_name), side=half.side, employment=job)


def _proposal(programme: Programme, region: Region) -> dict[str, Any]:
    teacher, non_teacher = map(_taking_part, sample_halves())
    return letters.proposal_context(sample_pair(programme, region), teacher, non_teacher)


def _confirmation(programme: Programme, region: Region) -> dict[str, Any]:
    teacher, non_teacher = sample_halves()
    return letters.confirmation_context(sample_pair(programme, region), teacher, teacher, non_teacher)


def _not_going_on(programme: Programme, region: Region) -> dict[str, Any]:
    return letters.not_going_on_context(sample_pair(programme, region), Person(given_name="Sanne"))


PROPOSED = TextPlace(
    "pair_proposed",
    name=_("Voorstel voor een koppel"),
    used_when=_("Gaat naar beiden als je een voorstel vastlegt. In het midden staat wie het is en waarom."),
    # Not the partner: who chose a surprise does not hear the name yet.
    placeholders=(*COMMON, "maanden", "uren"),
    words={
        "opening": _("We hebben iemand voor je gevonden."),
        "closing": _(
            "Zeggen jullie allebei ja, dan zijn jullie {maanden} maanden een koppel, samen goed voor minstens {uren} "
            "uur per persoon. Begin je en past het toch niet? Dan leg je de exit-kaart op tafel. Dat mag altijd, "
            "zonder uitleg."
        ),
    },
    sample=_proposal,
)
CONFIRMED = TextPlace(
    "pair_confirmed",
    name=_("Jullie zijn een koppel"),
    used_when=_("Gaat naar beiden als ze allebei ja zeiden. Eronder staan elkaars gegevens en drie eerste stappen."),
    placeholders=(*COMMON, "partner", "datum"),
    words={
        "subject": _("{voornaam} en {partner}, jullie kunnen beginnen"),
        "opening": _(
            "Jullie zeiden allebei ja. Vanaf {datum} ben je een koppel met {partner}. Hieronder staan jullie gegevens, "
            "zodat jullie elkaar kunnen bereiken."
        ),
        "closing": _(
            "Klikt het toch niet? Dan leg je op jullie pagina de exit-kaart op tafel, zonder uitleg. Even geen tijd? "
            "Daar ligt ook de pauze-kaart. Veel plezier samen."
        ),
    },
    sample=_confirmation,
)
NOT_GOING_ON = TextPlace(
    "pair_not_going_on",
    name=_("Een voorstel gaat niet door"),
    used_when=_("Gaat naar wie een voorstel had dat vervalt. Nooit met een reden of iemands antwoord."),
    placeholders=COMMON,
    words={
        "subject": _("Dit voorstel gaat niet door"),
        "opening": _(
            "Het voorstel dat je van ons kreeg, gaat niet door. Dat zegt niets over jou. We zoeken verder naar iemand "
            "die bij je past, je hoeft niets te doen."
        ),
        "closing": "",
    },
    sample=_not_going_on,
)
