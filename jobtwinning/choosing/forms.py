"""What stands on one's card, and what one says to the cards of others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobtwinning.choosing.faces import NEVER
from jobtwinning.core.components import CheckCards
from jobtwinning.core.forms import KeyedForm
from jobtwinning.intake.profile import FIELDS
from jobtwinning.people.fields import field

USUAL = ("function", "kind", "subject", "help", "goals")  # ticked for who never chose
ANSWERS = [("yes", _("Ja, graag")), ("maybe", _("Misschien")), ("no", _("Nee"))]
MINUTES = [("", _("Elke reistijd")), ("15", _("15 minuten")), ("30", _("30 minuten")), ("60", _("60 minuten"))]


class JoinForm(KeyedForm):
    """The own card."""

    shown = forms.MultipleChoiceField(
        label=_("Wat staat er op je kaart?"),
        help_text=_("Je naam en je werkgever staan er nooit op."),
        choices=[(each.code, each.label) for each in FIELDS if each.code != NEVER],
        widget=CheckCards,
        error_messages={"required": _("Kies minstens één ding. Aan een lege kaart heeft niemand iets.")},
    )
    is_coarse = forms.BooleanField(
        label=_("Zeg het in ruimere woorden"),
        help_text=_(
            "Zonder je functie, je soort organisatie, je plaats en je eigen zinnen. Voor wie anders herkend wordt."
        ),
        required=False,
    )
    has_keys = forms.BooleanField(
        label=_("Antwoorden met sneltoetsen"),
        help_text=_("J is ja, M is misschien, N is nee, Z is terug. Alleen met een toetsenbord."),
        required=False,
    )


class SayForm(KeyedForm):
    """One of the buttons under a card."""

    do = forms.ChoiceField(choices=[*ANSWERS, ("back", _("Neem terug"))])


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    vak = forms.ChoiceField(label=_("Vak of vakgebied"), required=False)
    reistijd = forms.ChoiceField(label=_("Reistijd"), choices=MINUTES, required=False)

    def __init__(self, *args: Any, fields: list[str], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = sorted((field(code).label(language), code) for code in fields)
        self.fields["vak"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Elk vak")),
            *((code, label) for label, code in labels),
        ]
