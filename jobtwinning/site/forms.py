"""What a visitor can fill in without an account."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import RadioChips
from jobtwinning.core.forms import KeyedForm, RowField
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Side

SIDES = [
    (Side.TEACHER.value, _("Ik ben docent")),
    (Side.NON_TEACHER.value, _("Ik werk buiten het onderwijs")),
    ("", _("Zeg ik nog niet")),
]


class InterestForm(KeyedForm):
    """Where to send word, and about which region."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    region = RowField(
        label=_("Regio"), queryset=Region.objects.none(), to_field_name="slug", empty_label=_("Kies je regio")
    )
    side = forms.ChoiceField(label=_("Aan welke kant sta jij?"), choices=SIDES, widget=RadioChips, required=False)
    channel = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]  # a ModelChoiceField
        known = list(regions[:2])
        self.only_region = known[0] if len(known) == 1 else None
        if self.only_region:
            del self.fields["region"]
        self.fields["channel"].error_messages["invalid"] = _("Deze verwijzing kennen we niet.")

    def region_of(self) -> Region:
        """The region that was chosen, or the only one there is."""
        region: Region = self.only_region or self.cleaned_data["region"]
        return region
