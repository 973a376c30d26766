"""What a column of a table is: how its value is asked of the database, typed, shown and written in a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    Expression,
    F,
    Field,
    FloatField,
    IntegerField,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Lower, NullIf
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.core.texts import clean, one_line
from jobtwinning.intake.models import TableColumn

TEXT, NUMBER, DATE, YES_NO, CHOICE = "text", "number", "date", "yes_no", "choice"
NOTE_LENGTH, TEXT_LENGTH = 1000, 300
LARGEST = Decimal("999999999")
YES = ("yes", "ja", "true", "1", "x", "j", "y")
NO = ("no", "nee", "false", "0", "n")
YES_NO_WORDS: Mapping[str, Promise] = {"yes": gettext_lazy("ja"), "no": gettext_lazy("nee")}
DAY_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` is an expression or a path of the row's model; an editable column that is empty is ""."""

    code: str
    label: "str | Promise"
    kind: str
    value: Any
    choices: Mapping[str, "str | Promise"] | None = None
    is_editable: bool = False
    is_default: bool = True
    is_passage: bool = False  # several lines of text
    max_length: int = TEXT_LENGTH
    is_own: bool = False  # added by a coordinator

    @property
    def alias(self) -> str:
        """Its name in a query."""
        return f"v_{self.code}"

    @property
    def expression(self) -> Any:
        return F(self.value) if isinstance(self.value, str) else self.value

    @property
    def order(self) -> Any:
        """What rows are sorted by; empty ones stand last, whatever the direction."""
        if self.kind == TEXT:
            return NullIf(Lower(self.alias), Value(""))
        if self.kind in (CHOICE, YES_NO):
            places = [When(**{self.alias: code}, then=Value(place)) for place, code in enumerate(self.words)]
            return Case(*places, output_field=IntegerField())
        return F(self.alias)

    @property
    def words(self) -> Mapping[str, "str | Promise"]:
        """The words for its codes."""
        return YES_NO_WORDS if self.kind == YES_NO else self.choices or {}

    def plain(self, raw: Any) -> str:
        """A value of the database as the text by which it is compared: day as 2026-09-12, number as 2.5, code."""
        if raw is None or raw == "":
            return ""
        if self.kind == NUMBER:
            return plain_number(Decimal(str(raw)))
        return raw.isoformat() if isinstance(raw, date) else str(raw)

    def shown(self, plain: str) -> str:
        """The same for a reader, in the active language."""
        if not plain:
            return ""
        if self.kind in (NUMBER, DATE):
            return formatted(self.kind, plain, get_language() or "nl")
        return plain if self.kind == TEXT else str(self.words.get(plain, plain))

    def in_file(self, plain: str) -> Any:
        """The same for a cell of a spreadsheet: a number, a day, or a text."""
        if plain and self.kind == NUMBER:
            return Decimal(plain)
        if plain and self.kind == DATE:
            return date.fromisoformat(plain)
        return self.shown(plain)

    def read(self, cell: Any) -> str:
        """The plain text of what somebody typed or a spreadsheet holds; ValueError, in words, when it is none."""
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return ""
        if self.kind == NUMBER:
            return read_number(cell)
        if self.kind == DATE:
            return read_day(cell)
        text = clean(as_text(cell)).strip() if self.is_passage else one_line(as_text(cell))
        if self.kind in (YES_NO, CHOICE):
            return self.read_word(text)
        if len(text) > self.max_length:
            raise ValueError(_("Hooguit %(max)s tekens.") % {"max": self.max_length})
        return text

    def read_word(self, text: str) -> str:
        """The code of a word, in either language."""
        low = text.casefold()
        if self.kind == YES_NO and low in (*YES, *NO):
            return "yes" if low in YES else "no"
        for language in ("nl", "en"):
            with override(language):
                known = {str(word).casefold(): code for code, word in self.words.items()}
            if low in known:
                return known[low]
        raise ValueError(_("Vul ja of nee in.") if self.kind == YES_NO else _("Dit woord kennen we niet."))


@lru_cache(4096)
def formatted(kind: str, plain: str, language: str) -> str:
    """A number or a day in the active language; a page shows hundreds, mostly the same."""
    if kind == NUMBER:
        return str(number_format(Decimal(plain), use_l10n=True))
    return str(date_format(date.fromisoformat(plain), "j b Y"))


class Moment(Expression):
    """The moment at which the question is written; a table with such a column is timed."""

    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (connection.ops.adapt_datetimefield_value(clock.now()),)


def own_column(row: TableColumn, line: str) -> Column:
    """The column that a coordinator added; `line` leads from a row to what is kept about it."""
    text = KeyTextTransform(row.code, f"{line}__cells")
    fields: dict[str, Field[Any, Any]] = {NUMBER: FloatField(), DATE: DateField()}
    value = Cast(text, fields.get(row.kind, TextField()))
    return Column(row.code, row.label, row.kind, value, is_editable=True, is_own=True)


def plain_number(number: Decimal) -> str:
    """Without exponent and without zeros at the end."""
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


def read_number(cell: Any) -> str:
    try:
        number = Decimal(as_text(cell).strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(_("Vul een getal in.")) from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise ValueError(_("Vul een getal in dat hier past."))
    return plain_number(round(number, 4))


def read_day(cell: Any) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    if not isinstance(cell, date):
        cell = day_of(as_text(cell).strip())
    if not 1900 <= cell.year <= 2200:
        raise ValueError(_("Vul een datum in, zoals 12-09-2026."))
    return str(cell.isoformat())


def day_of(text: str) -> date:
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text.partition("T")[0], form).date()
        except ValueError:
            continue
    raise ValueError(_("Vul een datum in, zoals 12-09-2026."))


def as_text(cell: Any) -> str:
    """What a spreadsheet holds as somebody would type it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)
