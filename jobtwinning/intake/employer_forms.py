"""How far it is, and to whom the information for employers goes."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.forms import KeyedForm, LineField, RowField
from jobtwinning.intake.employers import Contact
from jobtwinning.intake.honest import MOST_TRAVEL_MINUTES
from jobtwinning.people.models import Organisation, Region


class TravelForm(forms.Form):
    """One way, in minutes; a value that makes no sense counts as the usual one."""

    reis = forms.IntegerField(
        label=_("Reistijd heen, in minuten"), min_value=0, max_value=MOST_TRAVEL_MINUTES, localize=False
    )


class EmployerLetterForm(KeyedForm):
    """To whom the information goes."""

    organisation = RowField(
        label=_("Organisatie"), queryset=Organisation.objects.none(), empty_label=_("Kies een organisatie")
    )
    region = RowField(
        label=_("Regio"), queryset=Region.objects.none(), to_field_name="slug", empty_label=_("Kies een regio")
    )
    name = LineField(label=_("Naam van je contact"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Taal"), choices=[("nl", _("Nederlands")), ("en", _("Engels"))])

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

    def contact(self) -> Contact:
        values = self.cleaned_data
        return Contact(values["name"], values["email"], values["language"])
