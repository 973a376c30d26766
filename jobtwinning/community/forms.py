"""Writing a story, and saying yes to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobtwinning.community.actions import Words
from jobtwinning.community.models import StoryApproval
from jobtwinning.community.queries import pair_name
from jobtwinning.core.forms import KeyedForm, LineField, PassageField, RowField, VersionedForm
from jobtwinning.pairs.models import Pair

NAMED = [
    (StoryApproval.Named.NOT.value, _("Zonder mijn naam")),
    (StoryApproval.Named.GIVEN_NAME.value, _("Met mijn voornaam")),
    (StoryApproval.Named.FULL_NAME.value, _("Met mijn voornaam en achternaam")),
]


class PairField(RowField):
    """A pair, by the names of both."""

    def label_from_instance(self, pair: Pair) -> str:
        return pair_name(pair)


class _WordFields(KeyedForm):
    title_nl = LineField(label=_("Titel in het Nederlands"), max_length=120)
    text_nl = PassageField(
        label=_("Verhaal in het Nederlands"),
        max_length=3000,
        widget=forms.Textarea({"rows": 8, "lang": "nl"}),
        help_text=_("Een lege regel begint een nieuwe alinea. Noem geen namen: daarover beslissen zij zelf."),
    )
    title_en = LineField(label=_("Titel in het Engels"), max_length=120)
    text_en = PassageField(
        label=_("Verhaal in het Engels"), max_length=3000, widget=forms.Textarea({"rows": 8, "lang": "en"})
    )

    def words(self) -> Words:
        """Both languages, as the action wants them."""
        return Words(**{name: self.cleaned_data[name] for name in Words.__slots__})


class NewStoryForm(_WordFields):
    """About which pair, and the words."""

    pair = PairField(label=_("Koppel"), queryset=Pair.objects.none(), empty_label=_("Kies het koppel"))
    field_order = ("pair", "title_nl", "text_nl", "title_en", "text_en")

    def __init__(self, *args: Any, pairs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pair"].queryset = pairs  # type: ignore[attr-defined]  # a ModelChoiceField


class StoryForm(_WordFields, VersionedForm):
    """Other words for a story that exists."""


class ApprovalForm(VersionedForm):
    """How to be named."""

    named = forms.ChoiceField(label=_("Hoe wil je genoemd worden?"), choices=NAMED, widget=forms.RadioSelect)
