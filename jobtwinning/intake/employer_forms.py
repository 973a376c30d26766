"""How far it is, and to whom the information for employers goes."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.forms import KeyedForm, LineField, RowField
from jobtwinning.intake.employers import Contact
from jobtwinning.intake.honest import MOST_TRAVEL_MINUTES
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.actions import NamedEmployer

MAIL, HANDED = "mail", "handed"


class TravelForm(forms.Form):
    """One way, in minutes; a value that makes no sense counts as the usual one."""

    reis = forms.IntegerField(
        label=_("Reistijd heen, in minuten"), min_value=0, max_value=MOST_TRAVEL_MINUTES, localize=False
    )


class OrganisationForm(KeyedForm):
    """About an organisation, in one of the coordinator's regions; who has one region is not asked which."""

    organisation = RowField(
        label=_("Organisatie"), queryset=Organisation.objects.none(), empty_label=_("Kies een organisatie")
    )
    region = RowField(
        label=_("Regio"), queryset=Region.objects.none(), to_field_name="slug", empty_label=_("Kies een regio")
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], regions: QuerySet[Region], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]  # idem
        self.only_region = regions[0] if len(regions) == 1 else None
        if self.only_region:
            del self.fields["region"]

    def chosen_region(self) -> Region:
        """The one that was chosen, or the only one."""
        found: Region = self.only_region or self.cleaned_data["region"]
        return found


class ContactForm(OrganisationForm):
    """Somebody at an organisation."""

    name = LineField(label=_("Naam van je contact"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Taal"), choices=[("nl", _("Nederlands")), ("en", _("Engels"))])


class EmployerLetterForm(ContactForm):
    """To whom the information goes."""

    how = forms.ChoiceField(
        label=_("Hoe krijgt je contact het?"),
        choices=[(MAIL, _("Wij mailen het nu")), (HANDED, _("Ik gaf het zelf, op papier of in een eigen mail"))],
        initial=MAIL,
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, help_text=_("Nodig als wij het mailen.")
    )
    is_read = forms.BooleanField(label=_("Je contact zei dat het gelezen is"), required=False)

    field_order = ("organisation", "region", "name", "how", "email", "is_read", "language")

    @property
    def is_handed(self) -> bool:
        """The coordinator gave it already; only when valid."""
        return bool(self.cleaned_data["how"] == HANDED)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        values = self.cleaned_data
        if values.get("how") != HANDED:
            if not values.get("email") and "email" not in self.errors:
                self.add_error("email", _("Vul het mailadres in, of kies dat je het zelf gaf."))
            if values.get("is_read"):
                self.add_error("is_read", _("Dat hoor je pas als je contact het heeft. Kies dat je het zelf gaf."))
        return cleaned

    def contact(self) -> Contact:
        values = self.cleaned_data
        return Contact(values["name"], "" if self.is_handed else values["email"], values["language"])


class PapersForm(OrganisationForm):
    """For which organisation papers are made: one that is known, or one by its name."""

    organisation = RowField(queryset=Organisation.objects.none(), required=False, widget=forms.HiddenInput)
    name = LineField(
        label=_("Organisatie"), max_length=160, error_messages={"required": _("Vul de naam van de organisatie in.")}
    )
    is_school = forms.BooleanField(label=_("Dit is een school"), required=False)

    field_order = ("organisation", "name", "is_school", "region")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = not (self.is_bound and self.data.get("organisation"))

    def who(self) -> Organisation | NamedEmployer:
        """The organisation itself, or its name; only when valid."""
        known: Organisation | None = self.cleaned_data["organisation"]
        return known or NamedEmployer(self.cleaned_data["name"], self.cleaned_data["is_school"])
