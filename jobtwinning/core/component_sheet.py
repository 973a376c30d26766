"""The sheet that shows every component in its states, with invented people."""

from datetime import time

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from jobtwinning.core import charts, figures
from jobtwinning.core.components import (
    CheckChips,
    ChoiceCards,
    Criterion,
    DateInput,
    Goal,
    Levels,
    MatchRow,
    NavItem,
    PersonLine,
    Phase,
    PhaseItem,
    Progress,
    QuickValue,
    Reason,
    Step,
    TimeInput,
)

WEIGHTS = [("0", _("Maakt niet uit")), ("1", _("Beetje")), ("2", _("Belangrijk")), ("3", _("Heel belangrijk"))]


class SheetForm(forms.Form):
    """Every kind of field once, for the sheet."""

    version = forms.CharField(widget=forms.HiddenInput, initial="3")
    school = forms.CharField(label=_("Je school"), help_text=_("De naam op je loonstrook"))
    email = forms.EmailField(
        label=_("E-mailadres"),
        error_messages={"invalid": _("Er mist een stuk na het apenstaartje, bijvoorbeeld brugwater.nl")},
    )
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[("", _("Kies een sector")), ("vo", _("voortgezet onderwijs")), ("mbo", "mbo")]
    )
    hours = forms.DecimalField(label=_("Hoeveel uur?"), min_value=0, max_value=20, required=False)
    day = forms.DateField(label=_("Dag"), widget=DateInput)
    start = forms.TimeField(label=_("Begint om"), widget=TimeInput)
    reflection = forms.CharField(
        label=_("Wat verraste je, deze week?"),
        help_text=_("Eén zin is genoeg. Schrijf niets over gezondheid."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    mode = forms.ChoiceField(
        label=_("Kies zelf of laat je verrassen"),
        choices=[
            ("own", _("Ik kies wat telt")),
            ("surprise", _("Verras me")),
            ("trust", _("Ik laat het aan jullie over")),
        ],
        widget=ChoiceCards(
            hints={
                "own": _("Je geeft aan wat jij belangrijk vindt."),
                "surprise": _("Iemand uit een heel ander vak. Je hoort pas bij de start wie."),
                "trust": _("Je coördinator kiest met je mee."),
            }
        ),
    )
    days = forms.MultipleChoiceField(
        label=_("Wanneer kun je?"),
        choices=[("mo", _("maandag")), ("tu", _("dinsdag")), ("we", _("woensdag")), ("th", _("donderdag"))],
        widget=CheckChips,
    )
    travel = forms.ChoiceField(
        label=_("Hoe reis je?"),
        choices=[("bike", _("met de fiets")), ("train", _("met de trein")), ("car", _("met de auto"))],
        widget=forms.RadioSelect,
    )
    show_employer = forms.BooleanField(
        label=_("Mijn partner mag mijn werkgever zien"), help_text=_("Dat kun je later veranderen."), required=False
    )
    weight = forms.ChoiceField(
        label=_("Hetzelfde doel"),
        help_text=_("Jij wilt zien wat leerlingen later met je vak doen"),
        choices=WEIGHTS,
        widget=Levels,
    )
    direction = forms.ChoiceField(
        label=_("Liefst"), choices=[("alike", _("Liefst gelijk")), ("different", _("Liefst anders"))]
    )


SCALE = ["in zeer grote mate", "in grote mate", "in enige mate", "in geringe mate", "helemaal niet"]


def components_context() -> dict[str, object]:
    """Return what the sheet of components shows: invented people and figures, in Dutch."""
    noor = PersonLine("Noor", "school", "natuurkunde", "Brugwater Lyceum")
    daan = PersonLine("Daan", "work", "netplanner", "Stroomwacht")
    initial = {"mode": "own", "weight": "3", "direction": "different", "days": ["tu"], "travel": "bike"}
    wrong = SheetForm(
        {"version": "3", "school": "Brugwater Lyceum", "email": "noor@brugwater", "weight": "2", "direction": "alike"}
    )
    wrong.full_clean()
    return {
        "nav_items": [NavItem("#knoppen", "Knoppen"), NavItem("#velden", "Velden"), NavItem("#figuren", "Figuren")],
        "programme_name": "Najaar 2026",
        "region_name": "regio Maasmond",
        "noor": noor,
        "daan": daan,
        "imane": PersonLine("Imane", "both", "docent scheikunde en adviseur", "twee werkplekken"),
        "form": SheetForm(initial=initial, auto_id="id_%s"),
        "wrong_form": SheetForm(wrong.data, auto_id="fout_%s"),
        "quick_values": [QuickValue("1", "1 uur"), QuickValue("2", "2 uur"), QuickValue("3", "3 uur")],
        "saved_at": time(10, 42),
        "arches": [
            figures.Arch(0, 0, "Nog niet begonnen"),
            figures.Arch(45, 20, "Noor 9 uur, Daan 4 uur, op schema is 7,5 uur", want=38),
            figures.Arch(62, 54, "Twijfel", band="twijfel"),
            figures.Arch(78, 74, "Goed", band="goed"),
            figures.Arch(90, 84, "Sterk", band="sterk"),
            figures.Arch(100, 100, "Klaar"),
        ],
        **_meetings(),
        **_weeks(),
        **_matching(),
        **_charts(),
        "steps": [
            Step("Over jou", "done", "#velden"),
            Step("Je werk", "done", "#velden"),
            Step("Wat je wilt leren", "done", "#velden"),
            Step("Matchen", "now"),
            Step("Wanneer je kunt"),
            Step("Controleren"),
        ],
        "goals": [
            Goal(
                "Een gastles over het stroomnet voor 3 havo",
                "low",
                "Laaghangend fruit",
                "Lukt ruim binnen drie maanden en 20 uur.",
                "Daan",
                "good",
                "gepland",
            ),
            Goal(
                "Anders naar mijn eigen lessen kijken",
                "middle",
                "Middelhoog",
                "Reken op drie tot zes maanden. Een begin is goed haalbaar.",
                "Noor",
                "",
                "mee bezig",
            ),
            Goal(
                "Een blijvende band tussen school en Stroomwacht",
                "high",
                "Hooghangend fruit",
                "Meestal zes maanden of langer. Welk eerste stuk lukt wel?",
                "Noor en Daan",
                "",
                "idee",
                "#doelen",
            ),
        ],
        "page": Paginator(range(60), 20).page(2),
        "query": "q=lab&page=2",
    }


def _meetings() -> dict[str, object]:
    return {
        "stones_six": figures.Stones(
            figures.meeting_states(["held"], ["next"], 6),
            "1 van 6 ontmoetingen geweest, op school. De volgende is op het werk.",
            big="1 van 6",
            caption="ontmoetingen",
        ),
        "stones_seven": figures.Stones(
            figures.meeting_states(["held", "held"], ["held", "next"], 7),
            "3 van 7 ontmoetingen geweest: 2 op school en 1 op het werk. De volgende is op het werk, op 13 oktober.",
            texts=["", "", "", "", "", "13 okt", ""],
            big="3 van 7",
            caption="ontmoetingen",
        ),
        "stones_eight": figures.Stones(
            ["school", "school", "school", "both", "both", "work", "work", "work"],
            "Alle 8 ontmoetingen zijn geweest.",
            big="8 van 8",
            caption="ontmoetingen",
        ),
        "signers": figures.Signers(
            ["school", "school", "plan", "work"],
            ["Noor ✓", "Henk ✓", "jij", "Daan ✓"],
            "Getekend door Noor, schoolleider Henk en Daan. Alleen jouw handtekening ontbreekt nog.",
        ),
        "rose": figures.Rose(
            [2, 3, 4, 5, 5, 4, 4, 3, 3],
            ["look", "talk", "good", "good", "good", "good", "good", "talk", "talk"],
            ["9", "6", "3", "1", "2", "4", "5", "7", "8"],
            "Boog met negen stenen. Hoe langer de steen, hoe beter het past. De waarden staan in de lijst hieronder.",
        ),
    }


def _weeks() -> dict[str, object]:
    return {
        "pace_ahead": figures.Pace(
            9,
            8.5,
            20,
            5,
            13,
            "Week 5 van 13. Noor 9 van 20 uur, Daan 8,5 van 20 uur. Op schema is 7,5 uur.",
            free_weeks=(7,),
            here="nu",
            first="week 1",
            last="week 13",
        ),
        "pace_behind": figures.Pace(
            3, 1, 20, 5, 13, "Week 5 van 13. Fatima 3 van 20 uur, Koen 1 van 20 uur.", free_weeks=(7,)
        ),
        "phases": [
            Phase("Matching", "klaar op 3 juli", "done"),
            Phase(
                "Kennismaking en werkafspraken",
                "week 1 en 2, klaar",
                "done",
                items=[PhaseItem("Doelen gekozen", done=True), PhaseItem("Vier akkoorden getekend", done=True)],
            ),
            Phase(
                "Activiteiten",
                "week 3 tot en met 11, jullie zijn hier",
                "now",
                figures.Meter(0.28),
                [PhaseItem("Allebei op bezoek geweest", done=True), PhaseItem("Na een maand: hoe gaat het?")],
            ),
            Phase("Afronding", "week 12 en 13"),
        ],
        "progress_list": [
            Progress("waiting", "Het begint zo."),
            Progress("running", "We bekijken wie bij wie past", 38, 2, 4, "nog ongeveer een halve minuut"),
            Progress("failed", "Het rekenen is niet gelukt. Er is niets veranderd. Probeer het opnieuw.", 38),
            Progress("done", "Klaar.", 100),
        ],
        "meters": [figures.Meter(0.73, "school"), figures.Meter(0.57, "work"), figures.Meter(0.4)],
    }


def _matching() -> dict[str, object]:
    criteria = [
        Criterion(
            "Vak",
            figures.Meter(0.67, "school"),
            figures.Meter(0.67, "work"),
            "past goed, telt zwaar",
            "past goed, telt mee",
            "Scheikunde en laboratorium. Wens gevolgd.",
        ),
        Criterion(
            "Periode",
            figures.Meter(0.3, "school"),
            figures.Meter(0.3, "work"),
            "past matig, telt zwaar",
            "past matig, telt zwaar",
            "Alleen vrijdagmiddag is samen vrij",
        ),
    ]
    return {
        "matches": [
            MatchRow(
                PersonLine("Hassan", "school", "scheikunde", "Havenlicht College"),
                PersonLine("Vera", "work", "laborant", "Maasmond Lab"),
                figures.Arch(62, 54, "Twijfel: voor Vera past het minder goed.", band="twijfel"),
                [
                    Reason("Hassan zoekt iemand uit een lab"),
                    Reason("Vera kan alleen op vrijdag, Hassan liever niet", is_plus=False),
                ],
                pin_url="#",
                forbid_url="#",
                kind="vakmatch",
                why_title="Waarom twijfel?",
                criteria=criteria,
            ),
            MatchRow(
                PersonLine("Milou", "school", "tekenen", "Kadehof vmbo"),
                PersonLine("Thijs", "work", "constructeur", "Bureau Overkant"),
                figures.Arch(90, 84, "Sterk, voor allebei.", band="sterk"),
                [Reason("Allebei: ontwerpen en bouwen"), Reason("Zelfde vrije dag: woensdag")],
                pin_url="#",
                forbid_url="#",
                kind="motivatie",
                is_pinned=True,
                why_title="Waarom sterk?",
                criteria=criteria[:1],
            ),
        ],
        "picture": charts.WholePicture(
            [(0.62 + 0.012 * place, 0.54 + 0.015 * (place * 7 % 26)) for place in range(26)],
            "26 koppels op volgorde. Omhoog: hoe goed het past voor de docent. Omlaag: voor de partner.",
        ),
    }


def _charts() -> dict[str, object]:
    def question(text: str, school: list[float], work: list[float] | None) -> charts.LikertQuestion:
        return charts.LikertQuestion(
            text,
            [
                charts.LikertBar("docenten", "school", school, SCALE, count=107),
                charts.LikertBar(
                    "niet-docenten", "work", work, SCALE, "Te weinig mensen om te tonen", 105 if work else None
                ),
            ],
        )

    def row(text: str, *values: float) -> charts.Yield:
        return charts.Yield(text, charts.Mark(values[0], values[1]), charts.Mark(values[2], values[3]))

    hidden = charts.Mark(None, None, "<5", "<5")
    return {
        "likert": charts.LikertFigure(
            [
                question("Heb je een persoonlijke klik?", [36, 40, 17, 7, 0], [44, 38, 12, 6, 0]),
                question("Gaf je leidinggevende je de afgesproken tijd?", [20, 29, 22, 20, 9], [41, 34, 15, 10, 0]),
                question("Ga je hiermee verder?", [30, 25, 25, 12, 8], None),
            ],
            SCALE,
            "In welke mate, in procenten. Docenten n = 107, niet-docenten n = 105. Delen onder 8% staan zonder getal.",
            "figuur 1",
        ),
        "yields": [
            charts.YieldGroup(
                "Laaghangend fruit",
                "low",
                [
                    row("Gewoon een ervaring rijker", 52, 88, 57, 91),
                    row("Concrete ideeën voor mijn werk", 47, 55, 21, 44),
                ],
            ),
            charts.YieldGroup(
                "Hooghangend fruit",
                "high",
                [
                    row("Een blijvende relatie tussen bedrijf en school", 49, 24, 35, 18),
                    charts.Yield("Een opstap naar een nieuwe baan", charts.Mark(16, 7), hidden),
                ],
            ),
        ],
        "hours": charts.HoursFigure(
            [
                charts.HoursBand("0–9", 8, None),
                charts.HoursBand("10–19", 25, 14),
                charts.HoursBand("20–29", 52, 61),
                charts.HoursBand("30+", 22, 26),
            ],
            "Uren per persoon. Docenten: 74 van 107 haalden 20 uur. Niet-docenten: 87 van 105.",
            "docenten",
            "niet-docenten",
            2,
            "minstens 20 uur",
            "Elk teken is één persoon. Groepen van minder dan 5 mensen hebben geen tekens.",
            per_row=8,
        ),
    }
