"""What every form shares: the look of a field, the key against sending twice, the version against lost updates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobtwinning.core import form_keys
from jobtwinning.core.texts import clean, one_line


class LineField(forms.CharField):
    """A name or a few words: one line, without control characters and marks that turn the reading direction."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\x00" in text else one_line(text)  # NUL is refused in words by the field itself


class PassageField(forms.CharField):
    """Several lines of text: line breaks stay, control characters and marks that turn the reading direction go."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\x00" in text else clean(text).strip()


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One row, named by its public id; primary keys never leave, and whatever is sent is at worst unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"to_field_name": "public_id", **kwargs})

    def to_python(self, value: Any) -> Any:
        if "\x00" in str(value):  # PostgreSQL refuses to look for NUL
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # idem
    """Several rows, named by their public ids."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"to_field_name": "public_id", **kwargs})

    def clean(self, value: Any) -> Any:
        if "\x00" in "".join(map(str, value or ())):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return super().clean(value)


class KeyedForm(forms.Form):
    """A form with the hidden key; subclasses add their fields."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault(form_keys.FIELD, form_keys.new_key())


class VersionedForm(KeyedForm):
    """A form over a row that others may edit too: refuses to overwrite a newer version in silence."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, current_version: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current_version = current_version
        if not self.is_bound:
            self.initial["version"] = current_version

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.is_bound and self.cleaned_data.get("version") not in (None, self.current_version):
            self.add_error(
                None,
                _(
                    "Iemand anders heeft dit intussen aangepast. Je tekst staat er nog. "
                    "Kijk wat er nu staat en bewaar opnieuw."
                ),
            )
            # Shown again, the form carries the newer version: saving once more is a choice, not an accident.
            posted: Any = self.data
            self.data = posted.copy()
            self.data["version"] = str(self.current_version)  # type: ignore[index]  # a copy can be written
        return cleaned
