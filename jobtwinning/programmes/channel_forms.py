"""A way by which people find a programme (REC-02)."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.forms import KeyedForm, LineField, RowField
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Channel

CHANNEL_NAMES: dict[str, Any] = {
    Channel.Kind.POSTER: _("Poster"),
    Channel.Kind.MAIL: _("Mail"),
    Channel.Kind.LINK: _("Link op een site of in een nieuwsbrief"),
    Channel.Kind.MEETING: _("Bijeenkomst"),
    Channel.Kind.PERSON: _("Iemand vertelt het verder"),
    Channel.Kind.EMPLOYER: _("Papieren voor een organisatie"),
}
CHANNEL_CHOICES = [(kind, name) for kind, name in CHANNEL_NAMES.items() if kind != Channel.Kind.EMPLOYER]


class ChannelForm(KeyedForm):
    """A way by which people find the programme; it gets its own link, code and poster."""

    kind = forms.ChoiceField(label=_("Wat voor kanaal?"), choices=CHANNEL_CHOICES)
    label = LineField(
        label=_("Waar herken je het aan?"),
        max_length=80,
        help_text=_("Alleen coördinatoren zien dit, bijvoorbeeld: prikbord lerarenkamer."),
    )
    region = RowField(label=_("Regio"), queryset=Region.objects.none(), to_field_name="slug")
    organisation = LineField(
        label=_("Organisatie"),
        max_length=160,
        required=False,
        help_text=_("Hangt het bij één school of bedrijf? Dan staat de naam al ingevuld bij het aanmelden."),
    )
    is_school = forms.BooleanField(label=_("Dit is een school"), required=False)

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]  # a ModelChoiceField
        self.only_region = regions[0] if len(regions) == 1 else None
        if self.only_region:
            del self.fields["region"]

    def region_of(self) -> Region:
        """The region that was chosen, or the only one there is."""
        region: Region = self.only_region or self.cleaned_data["region"]
        return region
