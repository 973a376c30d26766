"""Fill every personal text of one world with a canary, so that a leak to the other world can be seen."""

from django.apps import apps
from django.db import models

from tests.test_house import registers

PERSONAL = {"identifying", "contact", "professional", "sensitive", "free_text", "secret"}
CANARY = "kanarie"
# On the public pages on purpose: whom to ask in a region.
PUBLIC = {"people.Region.contact_name", "people.Region.contact_email", "people.Region.contact_phone"}


def personal_texts() -> list[tuple[type[models.Model], str]]:
    """Every text column of our own apps that a privacy register calls personal, codes with choices left out."""
    found = []
    for name, line in registers().items():
        label, model_name, field_name = name.split(".")
        model = apps.get_model(label, model_name)
        field = model._meta.get_field(field_name)
        ours = model.__module__.startswith("jobtwinning.")
        text = name not in PUBLIC and isinstance(field, models.CharField | models.TextField | models.JSONField)
        if ours and line["class"] in PERSONAL and text and not getattr(field, "choices", None):
            found.append((model, field_name))
    return found


def fill(world: str, rows: dict[type[models.Model], list[int]], *, but: frozenset[str] = frozenset()) -> None:
    """Write a canary into every personal text of these rows (primary keys per model), but not in these columns."""
    for model, field_name in personal_texts():
        if field_name in but:
            continue
        field = model._meta.get_field(field_name)
        for number, pk in enumerate(rows.get(model, []), start=1):
            value = f"{CANARY}-{world}-{field_name}-{number}"
            length = getattr(field, "max_length", None)
            if isinstance(field, models.EmailField):
                value = f"{value}@voorbeeld.example"
            elif length is not None and length < len(value):
                value = f"{CANARY}{number}"[:length] if length > len(CANARY) else ""
            if value:
                model._default_manager.filter(pk=pk).update(**{field_name: value})
