"""Forms for the register: regions, programmes, roles."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.forms import KeyedForm, LineField, PassageField, RowField, VersionedForm
from jobtwinning.mail.actions import LANGUAGE_ASKED, OPTIONAL, columns, missing_languages, placeholder_fault
from jobtwinning.mail.texts import LANGUAGES, TextPlace
from jobtwinning.people.models import Region, SchoolHolidays
from jobtwinning.programmes.models import Programme, RoleGrant

HOLIDAY_NAMES = {
    SchoolHolidays.NORTH: _("Noord"),
    SchoolHolidays.MIDDLE: _("Midden"),
    SchoolHolidays.SOUTH: _("Zuid"),
}
ROLE_NAMES = {RoleGrant.Role.COORDINATOR: _("Coördinator"), RoleGrant.Role.RESEARCHER: _("Onderzoeker")}
SLUG_HINT = _("Kleine letters, cijfers en streepjes, bijvoorbeeld maasmond-2027.")


class RegionForm(KeyedForm):
    name = LineField(label=_("Naam van de regio"), max_length=80)
    slug = forms.SlugField(label=_("Adres op de site"), max_length=50, help_text=SLUG_HINT)
    organiser = LineField(label=_("Organiserende partij"), max_length=160)
    contact_name = LineField(label=_("Contactpersoon"), max_length=80)
    contact_email = forms.EmailField(label=_("E-mail van de contactpersoon"), max_length=254)
    school_holidays = forms.ChoiceField(label=_("Vakantieregio"), choices=list(HOLIDAY_NAMES.items()))


PART_NAMES = {"subject": _("Onderwerp"), "opening": _("Begin"), "closing": _("Slot")}
LANGUAGE_NAMES = {"nl": _("Nederlands"), "en": _("Engels")}


class TextForm(VersionedForm):
    """The parts of one text in both languages; with `publish` both must be there."""

    def __init__(self, *args: Any, place: TextPlace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        for part in place.parts:
            for language in LANGUAGES:
                self.fields[f"{part}_{language}"] = self._field(part, language)

    def _field(self, part: str, language: str) -> forms.CharField:
        values: dict[str, Any] = {
            "label": format_lazy("{part}, {language}", part=PART_NAMES[part], language=LANGUAGE_NAMES[language]),
            "required": part not in OPTIONAL and (self.is_publishing or not self.is_bound),  # a draft may be half done
            "error_messages": {"required": LANGUAGE_ASKED[language]},
        }
        if part == "subject":
            return LineField(max_length=150, widget=forms.TextInput({"lang": language}), **values)
        return PassageField(max_length=3000, widget=forms.Textarea({"lang": language, "rows": 6}), **values)

    @property
    def is_publishing(self) -> bool:
        return "publish" in self.data

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        words = self.words()
        for name, text in words.items():
            if fault := placeholder_fault(self.place, text):
                self.add_error(name, fault)
        for name, fault in missing_languages(self.place, words).items() if self.is_publishing else ():
            if name not in self.errors:
                self.add_error(name, fault)
        return cleaned

    def words(self) -> dict[str, str]:
        """What was typed, by column."""
        return {name: self.cleaned_data.get(name, "") for name in columns(self.place)}


class GrantForm(KeyedForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Rol"), choices=list(ROLE_NAMES.items()))
    region = RowField(label=_("Regio"), queryset=Region.objects.order_by("name"), required=False)
    programme = RowField(
        label=_("Ronde"),
        help_text=_("Leeg: alle rondes van de regio."),
        queryset=Programme.objects.order_by("-starts_on"),
        required=False,
    )


class SignOutForm(KeyedForm):
    """Whose sessions end."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
