"""The mail that asks both partners whether their story may be told."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.community.models import Story
from jobtwinning.mail.outbox import About, Recipient, queue_mail


def ask_both(story: Story) -> None:
    """One mail each, once per wording."""
    pair = story.pair
    for seat in pair.seats.select_related("person"):
        person = seat.person
        if person is None or not person.email:
            continue
        with translation.override(person.language):
            context = {
                "given_name": person.given_name,
                "title": story.title_en if person.language == "en" else story.title_nl,
                "preview": _("Lees eerst wat er staat."),
                "button_url": settings.SITE_URL + reverse("community:story_approve", args=[story.public_id]),
                "button_text": _("Lees het verhaal"),
                "signature": [pair.region.contact_name or "Job Twinning"],
            }
        queue_mail(
            "story_asked",
            Recipient(person.email, person.language, person.pk),
            unique_key=f"story_asked:{story.public_id}:{pair.public_id}:{story.version}:{seat.side}",
            context=context,
            about=About(pair.programme_id, pair.region_id, pair.region.contact_email),
        )
