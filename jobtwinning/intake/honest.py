"""What a manager or an employer is told before somebody takes part: the same honest lines on page, paper and in mail.

No promises (R-0.8): lessons and meetings may lapse, and it takes the hours it takes (R-0.6, R-0.7, R-0.11).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.rules import ProgrammeRules

MANAGER_TEXT = "2026-11"
EMPLOYER_TEXT = "2026-11"
USUAL_TRAVEL_MINUTES = 30  # one way, as long as nobody fills in something else
MOST_TRAVEL_MINUTES = 180


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is agreed: an icon, what it is about, and what is so."""

    icon: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody was shown, so that it can be told later."""

    lines: tuple[Line, ...]
    version: str

    @property
    def digest(self) -> str:
        """sha256 of the words."""
        return hashlib.sha256("\n".join(f"{line.label}: {line.text}" for line in self.lines).encode()).hexdigest()


def manager_lines(participation: Participation) -> Shown:
    """What the manager of this participant agrees to, in the language that is active."""
    rules, name = participation.programme.rules, participation.person.given_name
    teaches = participation.side == Side.TEACHER
    lapses = (
        _("Soms vervalt een les. Bespreek vooraf met %(name)s hoe jullie dat opvangen.")
        if teaches
        else _(
            "Soms vervalt een overleg, en bij de partner op school soms een les. Bespreek vooraf hoe je dat opvangt."
        )
    )
    return Shown(
        (
            Line("clock", _("Tijd"), hours_sentence(rules)),
            Line("calendar", _("Wanneer"), period(participation.programme)),
            Line("swap", _("Wat kan vervallen"), lapses % {"name": name} if teaches else lapses),
            Line(
                "lock",
                _("Vertrouwelijk"),
                _("Wat de partner bij jullie ziet, blijft bij jullie. Spreek vooraf af wat niet gezien mag worden."),
            ),
            Line(
                "hand",
                _("Steun"),
                _("Geef ruimte in het rooster, en maak het bezoek van de partner bij jullie mogelijk."),
            ),
            Line("info", _("Kosten"), _("Meedoen kost geen geld. Reizen valt onder jullie eigen regeling.")),
            Line(
                "star",
                _("Wat het kan opleveren"),
                _("Eerdere deelnemers noemden een groter netwerk, nieuwe ideeën en een blik op ander werk."),
            ),
        ),
        MANAGER_TEXT,
    )


def participant_answers(programme: Programme, region: Region | None) -> tuple[Line, ...]:
    """What somebody wants to know before filling anything in: who reads it, cost, stopping, manager, what is next."""
    coordinator = _coordinator(region)
    told = _(
        "Eerst vul je je intake in; dat mag in stukjes. Ook vraag je je leidinggevende om toestemming: bij een "
        "vraag geeft je coördinator antwoord, bij een nee praat die met je over wat later kan. Daarna zoeken we iemand "
        "bij je."
    )
    if programme.matched_by:
        told += " " + _("Rond %(day)s willen we iedereen een voorstel doen.") % {
            "day": date_format(programme.matched_by, "j F")
        }
    return (
        Line(
            "eye",
            _("Wie leest mijn antwoorden?"),
            _(
                "Je coördinator leest alles, behalve je leeftijd: die telt alleen mee bij het matchen. Iemand aan wie "
                "we je voorstellen leest alleen wat in je profiel openstaat; dat kies jij. Onderzoekers alleen als "
                "jij dat goedvindt, zonder je naam."
            ),
        ),
        Line(
            "clock",
            _("Wat kost het mij?"),
            hours_sentence(programme.rules)
            + " "
            + _("Soms vervalt een les of overleg. Meedoen kost geen geld; reizen gaat zoals je werkgever dat regelt."),
        ),
        Line(
            "pause",
            _("Kan ik stoppen?"),
            _(
                "Ja, op elk moment en zonder reden. Mail %(coordinator)s, of wis alles zelf bij Mijn gegevens. Heb je "
                "al een partner, dan hoort die dat je stopt en niet waarom. Nee zeggen tegen een voorstel mag ook. "
                "Je antwoorden aanpassen kan altijd, ook als je intake klaar is."
            )
            % {"coordinator": coordinator},
        ),
        _seen_by_manager(),
        Line(
            "arrow-right",
            _("Hoe gaat het verder?"),
            told
            + " "
            + _(
                "Jullie zeggen allebei ja of nee. Vinden we niemand, dan bespreekt je coördinator met je "
                "wat er wel kan."
            ),
        ),
    )


def permission_answers(programme: Programme) -> tuple[Line, ...]:
    """The same on the page where somebody asks permission: who reads it, what it costs, what the manager sees later."""
    told = {"first": date_format(programme.starts_on, "j F Y"), "last": date_format(programme.ends_on, "j F Y")}
    return (
        Line(
            "eye",
            _("Wie leest dit?"),
            _(
                "Je leidinggevende leest een mail en één pagina, dezelfde die jij ziet voor je ze verstuurt. Uit je "
                "intake staat er alleen je organisatie in. Jij en je coördinator lezen het antwoord en wat "
                "je organisatie hoopt; een vraag leest alleen je coördinator."
            ),
        ),
        Line(
            "clock",
            _("Wat kost het mij?"),
            " ".join(
                (
                    hours_sentence(programme.rules),
                    _("De ronde loopt van %(first)s tot en met %(last)s.") % told,
                    _("Meedoen kost geen geld; reizen gaat zoals je werkgever dat regelt."),
                )
            ),
        ),
        Line(
            "pause",
            _("Kan ik stoppen?"),
            _(
                "Ja, op elk moment en zonder reden: zeg het je coördinator, of wis alles zelf bij Mijn gegevens. "
                "Zolang er geen antwoord is, kun je het ook aan iemand anders vragen: de eerste link werkt dan niet "
                "meer. Je leidinggevende kan een ja later intrekken; dan denkt je coördinator met je mee."
            ),
        ),
        _seen_by_manager(),
    )


def _seen_by_manager() -> Line:
    return Line(
        "user",
        _("Wat ziet mijn leidinggevende?"),
        _(
            "Je naam, je organisatie, de periode en de uren, en of je zelf al ja zei. Zeggen jij en je partner "
            "allebei ja, dan mailen we je leidinggevende wie je partner is en wanneer jullie beginnen en klaar zijn. "
            "De leidinggevende van je partner hoort dan jouw naam, functie en organisatie. Waar, wanneer en hoeveel "
            "uur jullie afspreken, vertel je zelf. Stopt een van jullie, dan hoort je leidinggevende alleen dat je "
            "uren weer vrij zijn. Nooit je antwoorden, je doelen, of het klikt, of waarom iemand stopt. Ook HR ziet "
            "dat nooit."
        ),
    )


def _coordinator(region: Region | None) -> str:
    """Whom to mail: who it is, with the address when there is one."""
    if region is None or not region.contact_name:
        return _("je coördinator")
    told = {"name": region.contact_name, "email": region.contact_email}
    return (
        _("je coördinator %(name)s, %(email)s") % told if region.contact_email else _("je coördinator %(name)s") % told
    )


def hours_sentence(rules: ProgrammeRules) -> str:
    """How many hours, in one sentence."""
    return _("Minstens %(least)s uur in totaal, ongeveer %(month)s uur per maand.") % {
        "least": rules.hours_minimum,
        "month": rules.hours_per_month_maximum,
    }


def period(programme: Programme) -> str:
    """From when to when, in consultation."""
    return _("%(first)s tot en met %(last)s, in overleg met jou.") % {
        "first": date_format(programme.starts_on, "j F Y"),
        "last": date_format(programme.ends_on, "j F Y"),
    }


def never_shown() -> tuple[str, ...]:
    """What a manager or HR never gets to see."""
    return (
        _("leerdoelen en wat iemand hoopt te bereiken"),
        _("wat iemand opschrijft over de ontmoetingen"),
        _("of het klikt"),
        _("waarom iemand stopt"),
    )


# --- For an employer: the hours that come on top (REC-06) -----------------------------------------------


@dataclass(frozen=True, slots=True)
class EmployerHours:
    """The hours for one participant over the whole programme, least and most; travel is an estimate."""

    own: tuple[int, int]
    visits: tuple[int, int]  # how often each goes to the other
    travel: tuple[int, int]
    hosting: tuple[int, int]
    travel_minutes: int

    @property
    def total(self) -> tuple[int, int]:
        """Everything together."""
        least = self.own[0] + self.travel[0] + self.hosting[0]
        return least, self.own[1] + self.travel[1] + self.hosting[1]


def employer_hours(rules: ProgrammeRules, travel_minutes: int) -> EmployerHours:
    """Half of the meetings are at the other's; whole hours, rounded up, so that nobody is told too little."""
    visits = (-(-rules.meetings_minimum // 2), -(-rules.meetings_maximum // 2))
    travel = tuple(-(-2 * number * travel_minutes // 60) for number in visits)
    return EmployerHours(
        own=(rules.hours_minimum, rules.hours_advice_maximum),
        visits=visits,
        travel=(travel[0], travel[1]),
        hosting=(visits[0] * rules.meeting_hours_minimum, visits[1] * rules.meeting_hours_maximum),
        travel_minutes=travel_minutes,
    )


def employer_lines(programme: Programme, hours: EmployerHours) -> Shown:
    """What an employer should know before saying yes, in the language that is active."""
    rules = programme.rules
    visits = {"least": hours.visits[0], "most": hours.visits[1]}
    return Shown(
        (
            Line(
                "clock",
                _("Eigen uren"),
                _("%(least)s tot %(most)s uur per deelnemer over de hele ronde, ongeveer %(month)s uur per maand.")
                % {"least": hours.own[0], "most": hours.own[1], "month": rules.hours_per_month_maximum},
            ),
            Line(
                "bus",
                _("Reizen"),
                _("%(least)s tot %(most)s keer naar de partner en terug. Reistijd telt niet mee in de eigen uren.")
                % visits,
            ),
            Line(
                "users",
                _("Ontvangen"),
                _(
                    "%(least)s tot %(most)s keer komt de partner bij jullie. Reken daarvoor uren van wie ontvangt: "
                    "de deelnemer zelf, of een collega die iets laat zien."
                )
                % visits,
            ),
            Line(
                "flag",
                _("Een maximum"),
                _(
                    "Spreek met de deelnemer een maximum aan uren af. De leidinggevende kan dat in de toestemming "
                    "zetten."
                ),
            ),
            Line(
                "swap",
                _("Wat kan vervallen"),
                _("Lessen of overleggen kunnen vervallen. Wie dat niet wil opvangen, kan beter niet meedoen."),
            ),
            Line(
                "lock",
                _("Vertrouwelijk"),
                _(
                    "Spreek vooraf af wat de partner wel en niet mag zien. Is bijna alles vertrouwelijk, dan past "
                    "Job Twinning misschien niet."
                ),
            ),
            Line(
                "hand",
                _("Steun"),
                _(
                    "Een leidinggevende die ja zegt, ruimte in het rooster, en iemand die de partner wegwijs maakt. "
                    "Het mag meetellen als professionalisering."
                ),
            ),
            Line("calendar", _("Wanneer"), period_of(programme)),
            Line("info", _("Kosten"), _("Meedoen kost geen geld. Reizen valt onder jullie eigen regeling.")),
        ),
        EMPLOYER_TEXT,
    )


def period_of(programme: Programme) -> str:
    """From when to when."""
    return _("%(first)s tot en met %(last)s.") % {
        "first": date_format(programme.starts_on, "j F Y"),
        "last": date_format(programme.ends_on, "j F Y"),
    }


def range_words(pair: Sequence[int]) -> str:
    """ "20 tot 25 uur"; one number when they are alike."""
    least, most = pair
    if least == most:
        return ngettext("%(n)s uur", "%(n)s uur", most) % {"n": most}
    return _("%(least)s tot %(most)s uur") % {"least": least, "most": most}
