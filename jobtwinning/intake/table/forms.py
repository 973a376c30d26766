"""The forms of a table: cells, own columns, views, and a file that comes back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import DateInput
from jobtwinning.core.errors import DomainError
from jobtwinning.core.file_kinds import check_size
from jobtwinning.core.forms import KeyedForm, LineField, VersionedForm
from jobtwinning.core.uploads import UPLOAD_BYTES, Upload
from jobtwinning.intake.models import SavedView, TableColumn
from jobtwinning.intake.table.choice import MOST, read_choice
from jobtwinning.intake.table.columns import DATE, NUMBER, YES_NO, Column
from jobtwinning.intake.table.marks import version_of


class CellField(forms.CharField):
    """One editable cell; its clean value is plain (see `Column.plain`)."""

    def __init__(self, column: Column) -> None:
        self.column = column
        super().__init__(label=str(column.label), required=False, widget=widget_of(column))

    def to_python(self, value: Any) -> str:
        try:
            return self.column.read(value)
        except ValueError as fault:
            raise ValidationError(str(fault)) from None


def widget_of(column: Column) -> forms.Widget:
    """How a cell is typed."""
    if column.kind == DATE:
        return DateInput()
    if column.kind == YES_NO:
        return forms.Select(choices=[("", "–"), *column.words.items()])
    if column.is_passage:
        return forms.Textarea({"rows": 3, "maxlength": column.max_length})
    return forms.TextInput({"inputmode": "decimal"} if column.kind == NUMBER else {"maxlength": column.max_length})


class RowForm(VersionedForm):
    """Cells of one row; the version stands for what they held when the form was shown."""

    def __init__(self, *args: Any, columns: Sequence[Column], plain: Mapping[str, str], **kwargs: Any) -> None:
        cells = {each.code: plain[each.code] for each in columns}
        shown = {
            each.code: each.shown(cells[each.code]) if each.kind == NUMBER else cells[each.code] for each in columns
        }
        super().__init__(*args, current_version=version_of(cells), initial=shown, **kwargs)
        for column in columns:
            self.fields[column.code] = CellField(column)
        self.codes = list(cells)

    def cells(self) -> dict[str, str]:
        """What was typed, plain."""
        return {code: self.cleaned_data[code] for code in self.codes}


KINDS = [
    (TableColumn.Kind.TEXT.value, _("tekst")),
    (TableColumn.Kind.NUMBER.value, _("getal")),
    (TableColumn.Kind.DATE.value, _("datum")),
    (TableColumn.Kind.YES_NO.value, _("ja of nee")),
]


class ColumnForm(KeyedForm):
    """An own column."""

    label = LineField(
        label=_("Naam van de kolom"),
        max_length=TableColumn._meta.get_field("label").max_length,
        help_text=_("Bijvoorbeeld: parkeerkaart, shirtmaat. Zet er niets over gezondheid in."),
    )
    kind = forms.ChoiceField(label=_("Wat er in komt"), choices=KINDS)


class ViewForm(KeyedForm):
    """A view under a name; the query is that of the page on which the form stands."""

    name = LineField(label=_("Naam van de weergave"), max_length=SavedView._meta.get_field("name").max_length)
    is_shared = forms.BooleanField(label=_("Deel met collega’s van mijn regio"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST)

    def __init__(self, *args: Any, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns

    def clean_query(self) -> str:
        return read_choice(self.cleaned_data["query"], self.columns).query()


class FileForm(KeyedForm):
    """A workbook that comes back."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_(
            "Het Excel-bestand (.xlsx) dat je met Naar Excel ophaalde, hooguit 1 MB. "
            "In LibreOffice: bewaar het als Excel (.xlsx)."
        ),
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        try:
            check_size(sent.size or 0, UPLOAD_BYTES)
        except DomainError as refused:
            raise ValidationError(str(refused.message)) from None
        return sent

    def upload(self) -> Upload:
        """What was sent, as the pages want it."""
        sent = self.cleaned_data["file"]
        return Upload(sent.name or "", sent.read())
