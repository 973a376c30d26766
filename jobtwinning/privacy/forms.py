"""Forms about erasing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.forms import KeyedForm
from jobtwinning.privacy.models import Erasure


class OwnErasureForm(KeyedForm):
    """The tick without which nothing is erased."""

    sure = forms.BooleanField(
        label=_("Ja, wis mijn gegevens. Ik weet dat dit niet terug te draaien is."),
        error_messages={"required": _("Zet het vinkje als je zeker weet dat je wilt wissen.")},
    )


class ErasureForm(KeyedForm):
    """Why, from a fixed list: a text would keep what must go."""

    reason = forms.ChoiceField(
        label=_("Waarom wis je deze gegevens?"),
        choices=[
            (Erasure.Reason.REQUEST, _("De deelnemer vraagt erom")),
            (Erasure.Reason.MISTAKE, _("Deze gegevens hadden hier nooit moeten staan")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies waarom.")},
    )
    sure = forms.BooleanField(
        label=_("Ja, wis alles. Ik weet dat dit niet terug te draaien is."),
        error_messages={"required": _("Zet het vinkje als je zeker weet dat je wilt wissen.")},
    )
