"""The form with which two people begin by themselves, and the one with which a coordinator adopts them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import RadioChips
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm, LineField, RowField
from jobtwinning.pairs.own.actions import Half, refuse_not_a_pair
from jobtwinning.people.models import Region
from jobtwinning.people.regions import exact_places, region_of_place
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.surveys.widgets import SuggestInput

PLACE_LIST = "plaatsen"
OWN_SIDES = [
    (Side.TEACHER.value, _("Ik ben docent")),
    (Side.NON_TEACHER.value, _("Ik werk buiten het onderwijs")),
]
PARTNER_SIDES = [
    (Side.TEACHER.value, _("Mijn partner is docent")),
    (Side.NON_TEACHER.value, _("Mijn partner werkt buiten het onderwijs")),
]
OWN, PARTNER = ("side", "given_name", "surname", "email", "organisation"), "partner_"


class OwnStartForm(KeyedForm):
    """Both of the two, and where they are; the region follows from the place."""

    side = forms.ChoiceField(label=_("Aan welke kant sta jij?"), choices=OWN_SIDES, widget=RadioChips)
    given_name = LineField(label=_("Je voornaam"), max_length=80)
    surname = LineField(label=_("Je achternaam"), max_length=100)
    email = forms.EmailField(
        label=_("Je e-mail"), max_length=254, help_text=_("Hier sturen we een mail heen om te bevestigen.")
    )
    organisation = LineField(label=_("Waar werk je?"), max_length=160, help_text=_("Je school of je werkgever."))
    place = LineField(label=_("In welke plaats werk je?"), max_length=80, widget=SuggestInput(PLACE_LIST))
    region = RowField(
        label=_("Regio"),
        queryset=Region.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Zoek de regio bij mijn plaats"),
    )
    partner_side = forms.ChoiceField(
        label=_("Aan welke kant staat je partner?"), choices=PARTNER_SIDES, widget=RadioChips
    )
    partner_given_name = LineField(label=_("Voornaam van je partner"), max_length=80)
    partner_surname = LineField(label=_("Achternaam van je partner"), max_length=100)
    partner_email = forms.EmailField(label=_("E-mail van je partner"), max_length=254)
    partner_organisation = LineField(label=_("Waar werkt je partner?"), max_length=160)

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = regions
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]  # a ModelChoiceField

    def own_fields(self) -> list[BoundField]:
        """About who fills it in."""
        return [field for field in self.visible_fields() if not field.name.startswith(PARTNER)]

    def partner_fields(self) -> list[BoundField]:
        """About the partner."""
        return [field for field in self.visible_fields() if field.name.startswith(PARTNER)]

    def clean_place(self) -> str:
        """A place that we know, of which there is one."""
        typed: str = self.cleaned_data["place"]
        found = exact_places(typed)
        if not found:
            raise ValidationError(
                _("Deze plaats kennen we niet. Kies een plaats uit de lijst, of een grotere in de buurt.")
            )
        if len(found) > 1:
            names = "; ".join(each.label for each in found)
            raise ValidationError(_("Er zijn meer plaatsen die zo heten. Kies er een: %(names)s.") % {"names": names})
        return typed

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            try:
                refuse_not_a_pair(self.own(), self.partner())
            except DomainError as refused:
                self.add_error(refused.field, str(refused.message))
        if "place" in self.cleaned_data and not self.cleaned_data.get("region") and "region" not in self.errors:
            self.cleaned_data["region"] = self._region_found()
        return cleaned

    def _region_found(self) -> Region | None:
        found = region_of_place(exact_places(self.cleaned_data["place"])[0], self.regions)
        if found is None:
            self.add_error("region", _("We weten niet bij welke regio deze plaats hoort. Kies zelf een regio."))
        return found

    def own(self) -> Half:
        """Who fills it in."""
        return Half(**{name: self.cleaned_data[name] for name in OWN})

    def partner(self) -> Half:
        """The other one."""
        return Half(**{name: self.cleaned_data[PARTNER + name] for name in OWN})


class AdoptForm(KeyedForm):
    """Into which round."""

    programme = RowField(
        label=_("In welke ronde?"), queryset=Programme.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, rounds: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        field.queryset = rounds  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = programme_name  # type: ignore[attr-defined]  # idem
        known = list(rounds[:2])
        if len(known) == 1 and not self.is_bound:
            self.initial["programme"] = known[0].public_id
