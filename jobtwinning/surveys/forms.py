"""The one form for all questionnaires: fields, conditions and errors come from the catalogue."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.core.components import CheckChips, ChoiceCards, Levels, RadioChips
from jobtwinning.core.forms import VersionedForm
from jobtwinning.people.fields import fields, find_fields
from jobtwinning.people.places import find_places, places
from jobtwinning.surveys.datalists import field_options, name_options, place_options
from jobtwinning.surveys.layout import Block, Question
from jobtwinning.surveys.questionnaires import Condition, Instrument, Item
from jobtwinning.surveys.validation import ValidationResult, validate_answers
from jobtwinning.surveys.widgets import (
    LinesWidget,
    RowsWidget,
    SuggestInput,
    WeekChoice,
    WeekGridWidget,
    WeeksWidget,
)
from jobtwinning.surveys.wording import error_sentence

CHIP_SCALES = ("extent5", "sufficient5", "direction3", "education_type", "target_group", "company_type", "travel_mode")
FIELD_LIST, PLACE_LIST, NAME_LIST = "vakken", "plaatsen", "organisaties"
NAMED = ("I8", "I21")  # ask for an organisation


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in a form before anything is sent. drafts: typed and no answer yet. offered: answers nobody gave,
    shown where there is none. last_form: the key of the showing that was saved last, which never is too late."""

    drafts: Mapping[str, object] = field(default_factory=dict)
    offered: Mapping[str, object] = field(default_factory=dict)
    last_form: str = ""


class AnswerField(forms.Field):
    """Keeps what was typed; the catalogue's validator judges it."""

    def clean(self, value: Any) -> Any:
        return value


class AnswersForm(VersionedForm):
    """Fields for (some of) the items of an instrument.

    codes: the items on this page. known: clean answers given before, on this page and elsewhere. weeks: what the
    week questions offer. names: organisations to choose from. After is_valid(), `answers` holds the clean values by
    item code.
    """

    result: ValidationResult
    typed: Mapping[str, object]  # after is_valid(), as it was sent
    is_stale: bool  # after is_valid(): somebody else saved since this was shown
    use_required_attribute = False
    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)  # seconds since 1970

    def __init__(
        self,
        *args: Any,
        instrument: Instrument,
        codes: Collection[str],
        known: Mapping[str, object],
        complete: bool = False,
        weeks: Sequence[WeekChoice] = (),
        names: Sequence[str] = (),
        kept: Kept | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.known, self.complete, self.weeks = instrument, known, complete, weeks
        self.names, self.kept = names, kept or Kept()
        self.items = self._items(codes)
        self._parents = {item.code: self._find_parent(item) for item in self.items}
        for item in self.items:
            self.fields[item.code] = self._field(item)
        if not self.is_bound:
            self.initial["opened"] = int(clock.now().timestamp())
            self._judge_drafts()

    def _judge_drafts(self) -> None:
        """What was typed before and is no answer yet stands there with its error."""
        typed = {code: value for code, value in self.kept.drafts.items() if code in self.fields}
        if not typed:
            return
        sent = QueryDict(mutable=True)
        for code, value in typed.items():
            sent.setlist(code, value if isinstance(value, list) else [str(value)])
        judged = AnswersForm(sent, instrument=self.instrument, codes=list(typed), known=self.known, weeks=self.weeks)
        for code in typed.keys() & judged.errors.keys():
            self.errors[code] = judged.errors[code]

    def _items(self, codes: Collection[str]) -> tuple[Item, ...]:
        """What is on the page: a condition must hold already, or be about a question that is on it too."""
        items = [self.instrument.item(code) for code in codes]
        while True:
            here = {item.code for item in items}
            kept = [item for item in items if all(self._may_hold(condition, here) for condition in item.conditions)]
            if len(kept) == len(items):
                return tuple(items)
            items = kept

    def _may_hold(self, condition: Condition, here: Collection[str]) -> bool:
        return condition.item in here or condition.holds(self.known.get(condition.item))

    def _field(self, item: Item) -> AnswerField:
        language = get_language() or "nl"
        return AnswerField(
            label=item.label(language),
            help_text=item.hint(language),
            required=True,  # said once above the page: every question may be skipped
            widget=self._widget(item),
            initial=self._initial(item),
        )

    def _initial(self, item: Item) -> object:
        """A stored answer in the form in which its control shows it."""
        if item.code in self.kept.drafts:
            return self.kept.drafts[item.code]
        value = self.known.get(item.code, self.kept.offered.get(item.code))
        language = get_language() or "nl"
        if item.code.endswith(".direction") and value is None:
            return "alike"  # as the matching takes it
        match item.type, value:
            case "field_select", list():
                labels = {each.id: each.label(language) for each in fields()}
                return [labels[each] for each in value]
            case "place_select", int():
                return next((each.label for each in places() if each.id == value), "")
            case "yes_no" | "consent", bool():
                return "yes" if value else "no"
            case "number" | "hours", float():
                return str(value).replace(".", ",") if language == "nl" else str(value)
        return value

    def _widget(self, item: Item) -> forms.Widget:
        return _WIDGETS[item.type](self, item)

    def _choices(self, item: Item) -> list[tuple[str, str]]:
        """Its options, and a way back to no answer once one was given."""
        language = get_language() or "nl"
        listed = [(str(option.value), option.label(language)) for option in item.options]
        if item.type in ("yes_no", "consent"):
            listed = [("yes", _("Ja")), ("no", _("Nee"))]
        undoable = item.code in self.known and not item.required and item.type != "consent"
        return [*listed, ("", _("Geen antwoord"))] if undoable and not item.criterion else listed

    def clean(self) -> dict[str, Any] | None:
        if self.kept.last_form and self.cleaned_data.get("form_key") == self.kept.last_form:
            self.cleaned_data["version"] = self.current_version  # only this showing itself saved since
        self.is_stale = self.cleaned_data.get("version") not in (None, self.current_version)
        cleaned = super().clean()
        self._show_current_version()
        self.typed = {item.code: self.cleaned_data.get(item.code) for item in self.items}
        raw = dict(self.typed)
        for item in self.items:
            self._resolve(item, raw)
        codes = [item.code for item in self.items]
        self.result = validate_answers(self.instrument, raw, items=codes, complete=self.complete, known=self.known)
        for code, error in self.result.errors.items():
            if code not in self.errors:
                self.add_error(code if code in self.fields else None, error_sentence(error))
        return cleaned

    def _show_current_version(self) -> None:
        """After a refusal because somebody saved meanwhile, the next sending is over what is there now."""
        if self.cleaned_data.get("version") != self.current_version:
            sent = QueryDict(mutable=True)
            sent.update(self.data)
            sent["version"] = str(self.current_version)
            self.data = sent

    @property
    def opened_at(self) -> datetime:
        """Since when the page is open, as far as that can be believed: not in the future, not days ago."""
        sent, now = self.cleaned_data.get("opened"), clock.now()
        earliest = now - timedelta(days=1)
        if sent is None or not earliest.timestamp() <= sent <= now.timestamp():
            return now
        return datetime.fromtimestamp(sent, UTC)

    @property
    def unfinished(self) -> dict[str, object]:
        """As typed: what is no answer yet, and consent, which waits for the button."""
        waiting = [item.code for item in self.items if item.code in self.errors or item.consent]
        return {code: self.typed[code] for code in waiting if self.typed[code]}

    def _resolve(self, item: Item, raw: dict[str, Any]) -> None:
        """Turn typed names of fields and places into ids; unknown fields go to the free text beside it."""
        if item.type == "place_select" and raw[item.code]:
            raw[item.code] = self._place_id(item, str(raw[item.code]).strip())
        elif item.type == "field_select":
            ids, unknown = _field_ids(raw[item.code] or [])
            beside = self._free_text_beside(item)
            if unknown and beside:
                text = "; ".join([str(raw.get(beside) or "").strip(), *unknown]).strip("; ")
                raw[beside], unknown = text, []
            raw[item.code] = [*ids, *unknown]

    def _place_id(self, item: Item, text: str) -> str:
        """The id of the place that was typed, by its label or its name; the text itself when we do not know it."""
        wanted = text.casefold()
        found = find_places(text)
        labelled = [each for each in found if each.label.casefold() == wanted]
        named = [each for each in found if wanted in {each.name.casefold(), *(also.casefold() for also in each.also)}]
        exact = labelled or named
        if len(exact) > 1:
            names = "; ".join(each.label for each in exact)
            message = _("Er zijn meer plaatsen die zo heten. Kies er een: %(names)s.") % {"names": names}
            self.add_error(item.code, message)
            return ""
        return str(exact[0].id) if exact else text

    def _free_text_beside(self, item: Item) -> str:
        """The text question of the same group, such as I7b beside I7."""
        beside = [each for each in self.items if each.group == item.group and each.type == "short_text"]
        return beside[0].code if beside else ""

    @property
    def answers(self) -> Mapping[str, object]:
        """The clean values by item code; after is_valid()."""
        return self.result.values

    @property
    def codes(self) -> tuple[str, ...]:
        """The items this page speaks about."""
        return tuple(item.code for item in self.items)

    def needs_fields(self) -> bool:
        """Whether the page needs the list of fields."""
        return any(item.type == "field_select" for item in self.items)

    def needs_places(self) -> bool:
        """Whether the page needs the list of places."""
        return any(item.type == "place_select" for item in self.items)

    def field_options(self) -> SafeString:
        """All fields, for the datalist."""
        return field_options(get_language() or "nl")

    def place_options(self) -> SafeString:
        """The largest places, for the datalist."""
        return place_options()

    def name_options(self) -> SafeString:
        """The organisations, for the datalist."""
        return name_options(self.names)

    def blocks(self) -> tuple[Block, ...]:
        """The questions under their heads; what depends on an answer on this page hangs under that question."""
        return tuple(self._block(group, "") for group in self._groups() if self._above(group) is None)

    def _groups(self) -> list[str]:
        return list(dict.fromkeys(item.group for item in self.items))

    def _heads(self, group: str) -> list[Item]:
        return [item for item in self.items if item.group == group and self._parents[item.code] is None]

    def _find_parent(self, item: Item) -> Item | None:
        """The question of the same group that it hangs under."""
        wanted = [condition.item for condition in item.conditions]
        return next((each for each in self.items if each.code in wanted and each.group == item.group), None)

    def _above(self, group: str) -> Condition | None:
        """The condition by which a whole group hangs under a question of another group on this page."""
        codes = {each.code for each in self.items if each.group != group}
        return next((each for each in self._heads(group)[0].conditions if each.item in codes), None)

    def _block(self, group: str, when: str, told: str = "") -> Block:
        """told: who reads the questions around it, which need not be said again."""
        language = get_language() or "nl"
        items = [item for item in self.items if item.group == group]
        readers = {item.who_reads(language) for item in items}
        reader = readers.pop() if len(readers) == 1 else ""
        head, heads = self.instrument.group(group), self._heads(group)
        return Block(
            code=group,
            title=head.label(language) if head and len(heads) > 1 else "",
            hint=head.hint(language) if head else "",
            when=when,
            questions=tuple(self._question(item, "", tells_reader=not reader, told=reader) for item in heads),
            who_reads="" if reader == told else reader,
        )

    def _question(self, item: Item, when: str, *, tells_reader: bool, told: str) -> Question:
        children = [each for each in self.items if self._parents[each.code] is item]
        groups = [(group, self._above(group)) for group in self._groups()]
        return Question(
            item=item,
            field=self[item.code],
            when=when,
            who_reads=item.who_reads(get_language() or "nl") if tells_reader else "",
            follow_ups=tuple(
                self._question(each, _when(each.conditions, item), tells_reader=tells_reader, told=told)
                for each in children
            ),
            blocks=tuple(
                self._block(group, _when((above,), item), told)
                for group, above in groups
                if above and above.item == item.code
            ),
        )


def _field_ids(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Ids for the names we know (label or synonym, whole), and the other names."""
    ids, unknown = [], []
    for text in (str(each).strip() for each in texts if str(each).strip()):
        exact = [each for each in find_fields(text) if _names_field(text, each)]
        if exact:
            ids.append(exact[0].id)
        else:
            unknown.append(text)
    return ids, unknown


def _names_field(text: str, each: Any) -> bool:
    words = (each.id, each.label_nl, each.label_en, *each.synonyms_nl, *each.synonyms_en)
    return text.casefold() in {word.casefold() for word in words}


def _when(conditions: Sequence[Condition], parent: Item) -> str:
    """The answers to the parent under which a follow-up is shown."""
    condition = next(each for each in conditions if each.item == parent.code)
    if parent.type == "yes_no":
        return " ".join(word for word, value in (("yes", True), ("no", False)) if condition.holds(value))
    return " ".join(str(option.value) for option in parent.options if condition.holds(option.value))


def _single(form: AnswersForm, item: Item) -> forms.Widget:
    choices = form._choices(item)
    if item.scale == "importance4":
        return Levels(choices=choices)
    if item.code.endswith(".direction"):
        return forms.Select(choices=choices)
    if any(option.hint_nl for option in item.options):
        hints = {str(option.value): option.hint(get_language() or "nl") for option in item.options}
        return ChoiceCards(choices=choices, hints=hints)
    return RadioChips(choices=choices) if item.scale in CHIP_SCALES else forms.RadioSelect(choices=choices)


def _multi(form: AnswersForm, item: Item) -> forms.Widget:
    choices = [(str(option.value), option.label(get_language() or "nl")) for option in item.options]
    return (CheckChips if item.scale in CHIP_SCALES else forms.CheckboxSelectMultiple)(choices=choices)


def _yes_no(form: AnswersForm, item: Item) -> forms.Widget:
    if item.code.endswith(".must"):
        return forms.CheckboxInput(attrs={"value": "yes"}, check_test=lambda value: value in ("yes", True))
    return RadioChips(choices=form._choices(item))


def _number(form: AnswersForm, item: Item) -> forms.Widget:
    return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": 8})


_WIDGETS: Mapping[str, Callable[[AnswersForm, Item], forms.Widget]] = {
    "single_choice": _single,
    "multi_choice": _multi,
    "short_text": lambda form, item: SuggestInput(NAME_LIST) if item.code in NAMED else forms.TextInput(),
    "long_text": lambda form, item: forms.Textarea({"rows": 4}),
    "text_list": lambda form, item: LinesWidget(item.max_items or 10),
    "email": lambda form, item: forms.EmailInput(),
    "number": _number,
    "hours": _number,
    "yes_no": _yes_no,
    "consent": lambda form, item: RadioChips(choices=form._choices(item)),
    "field_select": lambda form, item: LinesWidget(item.max_items or 10, suggestions=FIELD_LIST),
    "place_select": lambda form, item: SuggestInput(PLACE_LIST),
    "iso_weeks": lambda form, item: WeeksWidget(form.weeks),
    "week_grid": lambda form, item: WeekGridWidget(item, without=_unoffered(form)),
    "repeat": lambda form, item: RowsWidget(item),
}


def _unoffered(form: AnswersForm) -> tuple[str, ...]:
    """Only teachers teach."""
    return () if form.known.get("I1") == "teacher" else ("teaching",)
