"""Interest: who wants to hear when one can sign up in a region. Kept apart from taking part, gone as soon as it served.

Every mail holds one link, signed and not stored: its page confirms the address or removes it, by a button. It has to
go on working in every mail, so it has no term of its own; it dies with the row.
"""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.core import clock, history
from jobtwinning.mail.outbox import About, Options, Recipient, queue_mail
from jobtwinning.people.models import Region
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import Interest, Programme

SIGNER = signing.Signer(salt="interest", sep="~")


def link_value(interest: Interest) -> str:
    """What stands in the link of this address and nobody else can make."""
    return SIGNER.sign(interest.public_id)


def interest_of_link(value: str) -> Interest | None:
    """Whose link it is; None for a link we did not make and for one whose address is gone."""
    try:
        public_id = SIGNER.unsign(value)
    except signing.BadSignature:
        return None
    return Interest.objects.select_related("region").filter(public_id=public_id).first()


def ask_interest(email: str, region: Region, *, side: str = "", channel: str = "", language: str, at: datetime) -> None:
    """Keep the address and ask by mail whether it is right; once more the same day mails nothing.

    A known address gets the same mail: the page behind it removes the address as well.
    """
    address = email.strip().lower()
    with transaction.atomic():
        interest, made = Interest.objects.get_or_create(
            email=address,
            region=region,
            defaults={"side": side, "channel": channel, "language": language, "asked_at": at},
        )
        if made:
            history.record("ask_interest", interest, by=None, at=at, region_id=region.pk, codes={"side": side})
        day = clock.today().isoformat()
        _queue("interest_confirm", interest, unique_key=f"interest_confirm:{interest.public_id}:{day}")


def confirm_interest(interest: Interest, *, at: datetime) -> None:
    """The owner of the address said yes; a second time changes nothing."""
    with transaction.atomic():
        if Interest.objects.filter(pk=interest.pk, confirmed_at__isnull=True).update(confirmed_at=at) == 1:
            history.record("confirm_interest", interest, by=None, at=at, region_id=interest.region_id)


def stop_interest(interest: Interest, *, at: datetime) -> None:
    """The address goes, at once and whole."""
    with transaction.atomic():
        if Interest.objects.filter(pk=interest.pk).delete()[0]:
            history.record("stop_interest", interest, by=None, at=at, region_id=interest.region_id)


def drop_served(email: str, region: Region) -> None:
    """Somebody of this address takes part now: what they wanted to hear, they know."""
    Interest.objects.filter(email=email.strip().lower(), region=region).delete()


def drop_served_all(served: Collection[tuple[str, int]]) -> None:
    """Idem for many, by address in lower case and region."""
    waiting = Interest.objects.filter(region__in={region for _email, region in served})
    keys = [pk for pk, email, region in waiting.values_list("pk", "email", "region") if (email, region) in served]
    Interest.objects.filter(pk__in=keys).delete()


def tell_interested(programme: Programme) -> int:
    """One can sign up: a mail to everybody who wanted to hear so and does not take part yet; how many."""
    regions = list(programme.regions.all())
    there = Q(email__in=programme.participations.exclude(person__email="").values("person__email"))
    told = 0
    for interest in Interest.objects.select_related("region").filter(
        ~there, region__in=regions, confirmed_at__isnull=False
    ):
        key = f"interest_open:{interest.public_id}:{programme.public_id}"
        told += _queue("interest_open", interest, unique_key=key, programme=programme)
    return told


def _queue(template: str, interest: Interest, *, unique_key: str, programme: Programme | None = None) -> bool:
    """One mail about this interest, in its language; False when it went before."""
    region = interest.region
    with translation.override(interest.language):
        context = {
            "region": region,
            "link": settings.SITE_URL + reverse("site:interest_link", args=[link_value(interest)]),
            "signature": [region.contact_name or "Job Twinning"],
            "preview": _("Nog één keer bevestigen.") if programme is None else _("Je kunt je nu aanmelden."),
        }
        if programme is not None:
            page = reverse("site:programme", args=[programme.slug])
            via = f"?via={interest.channel}" if interest.channel else ""
            context |= {"programme": programme, "name": programme_name(programme)}
            context |= {"button_url": f"{settings.SITE_URL}{page}{via}", "button_text": _("Bekijk de ronde")}
    about = About(region_id=region.pk, reply_to=region.contact_email)
    recipient = Recipient(interest.email, interest.language)
    options = Options(holds_secret=True, is_awaited=programme is None)
    return (
        queue_mail(template, recipient, unique_key=unique_key, context=context, about=about, options=options)
        is not None
    )
