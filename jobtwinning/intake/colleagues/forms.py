"""A list of colleagues: thirty rows, or lines that were pasted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import RadioChips
from jobtwinning.core.forms import KeyedForm, LineField, PassageField, RowField
from jobtwinning.intake.colleagues.actions import Colleague, NewList
from jobtwinning.intake.colleagues.lines import ADDRESS_LENGTH, NAME_LENGTH, Line, read_lines
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme, Side

ROWS = 30
SHOWN = 5  # the other rows are folded away
PASTED_LENGTH = 10_000
WORKS_AT = [
    (Side.TEACHER.value, _("Een school: het zijn docenten")),
    (Side.NON_TEACHER.value, _("Een andere werkgever: het zijn geen docenten")),
    ("mixed", _("Het verschilt per collega")),
]
ROW_SIDES = [
    ("", _("Zoals hierboven")),
    (Side.TEACHER.value, _("Docent")),
    (Side.NON_TEACHER.value, _("Werkt buiten het onderwijs")),
]
FAULTS = {
    "no_address": _("Regel %(number)s heeft geen mailadres dat klopt."),
    "no_name": _("Regel %(number)s heeft geen naam."),
    "too_long": _("Regel %(number)s is te lang."),
    "unknown_side": _("Regel %(number)s: schrijf na het adres ‘docent’, ‘werk’ of niets."),
    "no_side": _("Regel %(number)s: schrijf na het adres ‘docent’ of ‘werk’."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One colleague on the page."""

    number: int
    fields: list[forms.BoundField]

    @property
    def is_touched(self) -> bool:
        """Something stands in it, or is wrong with it."""
        return any(field.errors or field.value() for field in self.fields)


class ColleaguesForm(KeyedForm):
    """Who names them, where they work, and who they are."""

    own_name = LineField(label=_("Je naam"), max_length=100)
    email = forms.EmailField(
        label=_("Je mailadres op het werk"),
        max_length=254,
        help_text=_("Hier sturen we een link heen om te bevestigen."),
    )
    organisation = LineField(label=_("Waar werken jullie?"), max_length=160)
    works_at = forms.ChoiceField(label=_("Wat voor organisatie is dat?"), choices=WORKS_AT, widget=RadioChips)
    region = RowField(
        label=_("Regio"), queryset=Region.objects.none(), to_field_name="slug", empty_label=_("Kies je regio")
    )
    pasted = PassageField(
        label=_("Of plak hier een lijst"),
        required=False,
        max_length=PASTED_LENGTH,
        help_text=_(
            "Een collega per regel: naam; mailadres. Verschilt het per collega, zet dan ‘docent’ of ‘werk’ erachter."
        ),
        widget=forms.Textarea({"rows": 5}),
    )
    channel = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = list(programme.regions.all())
        self.only_region = regions[0] if len(regions) == 1 else None
        if self.only_region:
            del self.fields["region"]
        else:
            self.fields["region"].queryset = programme.regions.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["channel"].error_messages["invalid"] = _("Deze verwijzing kennen we niet.")
        for number in range(1, ROWS + 1):
            self.fields |= row_fields(number)
        self.colleagues: list[Colleague] = []

    @property
    def head(self) -> list[forms.BoundField]:
        """Who names them and where they work."""
        return [
            self[name] for name in ("own_name", "email", "organisation", "works_at", "region") if name in self.fields
        ]

    @property
    def rows(self) -> list[Row]:
        return [Row(n, [self[f"{name}_{n}"] for name in ("name", "email", "side")]) for n in range(1, ROWS + 1)]

    @property
    def first_rows(self) -> list[Row]:
        return self.rows[:SHOWN]

    @property
    def other_rows(self) -> list[Row]:
        return self.rows[SHOWN:]

    @property
    def is_unfolded(self) -> bool:
        """Something stands in a row that would be folded away."""
        return self.is_bound and any(row.is_touched for row in self.other_rows)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        found = [*self.typed(), *self.read()]
        self.colleagues = list({each.email: each for each in reversed(found)}.values())[::-1]
        if not self.colleagues and not self.errors:
            self.add_error("name_1", _("Noem minstens één collega."))
        if len(self.colleagues) > ROWS:
            self.add_error(None, _("Hooguit %(most)s collega’s tegelijk.") % {"most": ROWS})
        return cleaned

    def typed(self) -> Iterator[Colleague]:
        """The rows that are filled in; what misses is told beside it."""
        usual = self.cleaned_data.get("works_at", "")
        for number in range(1, ROWS + 1):
            name, email, side = (f"{part}_{number}" for part in ("name", "email", "side"))
            if {name, email, side} & set(self.errors):
                continue
            values = self.cleaned_data
            if not values[name] and not values[email]:
                continue
            if not values[name] or not values[email]:
                missing, words = (
                    (name, _("Vul ook de naam in.")) if values[email] else (email, _("Vul ook het mailadres in."))
                )
                self.add_error(missing, words)
            elif usual == "mixed" and not values[side]:
                self.add_error(side, _("Kies wat je collega doet."))
            else:
                yield Colleague(values[name], values[email].lower(), values[side] or usual)

    def read(self) -> Iterator[Colleague]:
        """The pasted lines; what is wrong is told per line, beside them."""
        usual = self.cleaned_data.get("works_at", "")
        for line in read_lines(self.cleaned_data.get("pasted", "")):
            fault = line.fault or ("no_side" if usual == "mixed" and not line.side else "")
            if fault:
                self.add_error("pasted", words_of(fault, line))
            else:
                yield Colleague(line.name, line.email.lower(), line.side or usual)

    def new_list(self, *, language: str) -> NewList:
        """What was filled in, as the action wants it."""
        values = self.cleaned_data
        return NewList(
            registrar_name=values["own_name"],
            registrar_email=values["email"],
            organisation=values["organisation"],
            region=self.only_region or values["region"],
            channel=values["channel"],
            language=language,
            colleagues=tuple(self.colleagues),
        )


def row_fields(number: int) -> dict[str, forms.Field]:
    """Name, address and side of one colleague; a label says of which."""
    return {
        f"name_{number}": LineField(
            label=_("Naam van collega %(number)s") % {"number": number}, max_length=NAME_LENGTH, required=False
        ),
        f"email_{number}": forms.EmailField(
            label=_("Mailadres van collega %(number)s") % {"number": number},
            max_length=ADDRESS_LENGTH,
            required=False,
        ),
        f"side_{number}": forms.ChoiceField(
            label=_("Wat collega %(number)s doet") % {"number": number}, choices=ROW_SIDES, required=False
        ),
    }


def words_of(fault: str, line: Line) -> str:
    return str(FAULTS[fault]) % {"number": line.number}
