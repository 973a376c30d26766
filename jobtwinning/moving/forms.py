"""A file with a list, what its columns are, taking it over, and Start."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.errors import DomainError
from jobtwinning.core.file_kinds import check_size
from jobtwinning.core.forms import KeyedForm, LineField, VersionedForm
from jobtwinning.core.spreadsheets import MAX_COLUMNS, MAX_ROWS, Sheet
from jobtwinning.core.uploads import UPLOAD_BYTES, Upload
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.moving.actions import Chosen
from jobtwinning.moving.columns import HALVES, choices, codes_of
from jobtwinning.moving.models import Move
from jobtwinning.moving.words import fold
from jobtwinning.people.models import Region
from jobtwinning.people.places import Place
from jobtwinning.programmes.models import Side

NOTE_LENGTH = 500
SHOWN_CELLS = 3
CELL_LENGTH = 60


class UploadForm(KeyedForm):
    """A file with a list."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("Excel (.xlsx) of CSV, hooguit 4 MB en 5.000 rijen."),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx,.txt"}),
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        try:
            check_size(sent.size or 0, UPLOAD_BYTES)
        except DomainError as refused:
            raise forms.ValidationError(str(refused.message)) from None
        return sent

    def upload(self) -> Upload:
        """What was sent, as the pages want it."""
        sent = self.cleaned_data["file"]
        return Upload(sent.name or "", sent.read())


class ReadForm(VersionedForm):
    """How the file is read: what kind of list, which sheet, where the names of the columns are."""

    kind = forms.ChoiceField(
        label=_("Wat staat er op één rij?"),
        choices=[(Move.Kind.PEOPLE.value, _("Eén mens")), (Move.Kind.PAIRS.value, _("Een koppel, dus twee mensen"))],
    )
    sheet = forms.TypedChoiceField(label=_("Welk werkblad?"), coerce=int)
    header_row = forms.IntegerField(
        label=_("In welke rij staan de namen van de kolommen?"), min_value=1, max_value=MAX_ROWS
    )

    def __init__(self, *args: Any, sheets: Sequence[Sheet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(str(n), sheet.name or str(n + 1)) for n, sheet in enumerate(sheets)]  # type: ignore[attr-defined]  # a ChoiceField
        if len(sheets) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()
            self.fields["sheet"].required = False

    def clean_sheet(self) -> int:
        return self.cleaned_data["sheet"] or 0


class ColumnsForm(VersionedForm):
    """What each column is, what counts for everybody, and which place a name means."""

    side = forms.ChoiceField(
        label=_("Iedereen op deze lijst is"),
        choices=[
            ("", _("Dat staat per rij in een kolom")),
            (Side.TEACHER.value, _("docent")),
            (Side.NON_TEACHER.value, _("niet-docent")),
        ],
        required=False,
    )
    region = forms.ChoiceField(label=_("Regio van wie er geen heeft"), required=False)

    def __init__(
        self,
        *args: Any,
        move: Move,
        headings: Sequence[str],
        lines: Sequence[Sequence[str]],
        regions: Sequence[Region],
        ambiguous: Mapping[str, Sequence[Place]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, current_version=move.version, **kwargs)
        self.kind, self.width, self.ambiguous = move.kind, min(len(headings), MAX_COLUMNS), dict(ambiguous)
        self.lines, self.headings = lines, headings
        known = [(name, [(one.code, one.label) for one in group]) for name, group in choices(move.kind)]
        for number in range(self.width):
            code = move.columns[number] if number < len(move.columns) else ""
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=headings[number] or gettext("Kolom %(number)s") % {"number": number + 1},
                choices=[("", _("Lees deze kolom niet")), *known],
                required=False,
                initial=code,
            )
        for number, (name, found) in enumerate(self.ambiguous.items()):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=gettext("Welk %(name)s?") % {"name": name},
                choices=[("", _("Kies de plaats")), *((str(one.id), one.label) for one in found)],
                required=False,
                initial=str(move.places.get(fold(name), "")),
            )
        if len(regions) > 1:
            self.fields["region"].choices = [("", _("Kies een regio")), *((one.slug, one.name) for one in regions)]  # type: ignore[attr-defined]  # a ChoiceField
            self.initial.setdefault("region", move.for_all.get("region", ""))
        else:
            del self.fields["region"]
        if move.kind == Move.Kind.PAIRS:
            del self.fields["side"]
        else:
            self.initial.setdefault("side", move.for_all.get("side", ""))

    @property
    def codes(self) -> list[str]:
        """The code of every column."""
        return [self.cleaned_data.get(f"column_{number}", "") for number in range(self.width)]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen: set[str] = set()
        for number, code in enumerate(self.codes):
            if code and code in seen:
                self.add_error(f"column_{number}", _("Een andere kolom is dit al. Kies er één."))
            seen.add(code)
        missing = [str(codes_of(self.kind)[code]) for code in self._needed() if code not in seen]
        if missing:
            names = ", ".join(missing)
            self.add_error(None, gettext("Kies nog een kolom voor: %(names)s.") % {"names": names})
        if self.kind == Move.Kind.PEOPLE and "side" not in seen and not self.cleaned_data.get("side"):
            self.add_error("side", _("Kies een kolom met de kant, of zeg het hier voor iedereen."))
        if "region" in self.fields and "region" not in seen and not self.cleaned_data.get("region"):
            self.add_error("region", _("Kies een kolom met de regio, of zeg het hier voor iedereen."))
        return cleaned

    def _needed(self) -> Iterator[str]:
        """Columns without which no row can come in."""
        chosen = set(self.codes)
        for half in [""] if self.kind == Move.Kind.PEOPLE else [f"{letter}_" for letter in HALVES]:
            yield f"{half}email"
            yield f"{half}organisation"
            if f"{half}full_name" not in chosen:
                yield f"{half}given_name"
                yield f"{half}surname"
        if self.kind == Move.Kind.PAIRS:
            yield "starts_on"

    def chosen(self) -> Chosen:
        """As the action wants it; a place that is not chosen yet is asked for by the trial."""
        values = self.cleaned_data
        for_all = {name: values[name] for name in ("side", "region") if values.get(name)}
        places = {
            fold(name): int(values[f"place_{number}"])
            for number, name in enumerate(self.ambiguous)
            if values.get(f"place_{number}")
        }
        return Chosen(self.codes, for_all, places)

    def column_rows(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Every column with a few of its cells."""
        rows = []
        for number in range(self.width):
            cells = dict.fromkeys(line[number] for line in self.lines if number < len(line) and line[number])
            rows.append((self[f"column_{number}"], [cell[:CELL_LENGTH] for cell in list(cells)[:SHOWN_CELLS]]))
        return rows

    def place_fields(self) -> list[forms.BoundField]:
        return [self[f"place_{number}"] for number in range(len(self.ambiguous))]

    def general_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("side", "region") if name in self.fields]


class TakeForm(VersionedForm):
    """Take the list over."""

    permission_how = forms.ChoiceField(
        label=_("Is er al toestemming van de leidinggevenden?"),
        help_text=_(
            "Alleen kiezen als je van iedereen op deze lijst weet dat ze nieuwsgierig zijn en dat hun leidinggevende "
            "ja zegt. Wie een intake heeft, is dan meteen klaar voor matching."
        ),
        choices=[
            ("", _("Nee, zij vragen het zelf")),
            (ManagerPermission.How.PAPER.value, _("Ja, met een handtekening op papier")),
            (ManagerPermission.How.SPOKEN.value, _("Ja, mondeling")),
        ],
        required=False,
    )
    permission_note = LineField(label=_("Hoe weet je het?"), max_length=NOTE_LENGTH, required=False)
    leave_out = forms.BooleanField(label=_("Laat de rijen die niet kunnen weg, en lees de andere in"), required=False)

    def __init__(self, *args: Any, move: Move, refused: int, **kwargs: Any) -> None:
        super().__init__(*args, current_version=move.version, **kwargs)
        if move.kind == Move.Kind.PAIRS:
            del self.fields["permission_how"], self.fields["permission_note"]
        if not refused:
            del self.fields["leave_out"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("permission_how") and not self.cleaned_data.get("permission_note"):
            message = _("Schrijf in hooguit %(max)s tekens op hoe je weet dat er toestemming is.")
            self.add_error("permission_note", message % {"max": NOTE_LENGTH})
        if "leave_out" in self.fields and not self.cleaned_data.get("leave_out"):
            self.add_error("leave_out", _("Verbeter het bestand en kies het opnieuw, of vink dit aan."))
        return cleaned


class StartForm(VersionedForm):
    """Press Start."""

    invite = forms.BooleanField(
        label=_("Stuur nieuwe deelnemers een mail met de link naar hun intake"), required=False, initial=True
    )
    ask_managers = forms.BooleanField(
        label=_("Vraag de leidinggevenden die nog geen ja gaven om toestemming"), required=False
    )

    def __init__(self, *args: Any, move: Move, unasked: int, **kwargs: Any) -> None:
        super().__init__(*args, current_version=move.version, **kwargs)
        if move.kind == Move.Kind.PAIRS:
            del self.fields["invite"]
        if not unasked:
            del self.fields["ask_managers"]
