"""Where mail about a person is: to them, about what they take part in, and held back for them."""

from collections.abc import Iterator

from django.db.models import Q

from jobtwinning.mail.models import MailHold, OutboxMail
from jobtwinning.privacy.traces import Rows, Traces


def to_person(traces: Traces) -> Q:
    """Theirs by number; by address only what is nobody's, since an address may be somebody else's too."""
    mine = Q(person_id=traces.person.pk)
    for address in traces.addresses:
        mine |= Q(person_id=None, address__iexact=address)
    if traces.person.account is not None:
        mine |= Q(unique_key__startswith=f"change_email:{traces.person.account.public_id}:")
    return mine


def mails(traces: Traces) -> Iterator[Rows]:
    yield Rows(OutboxMail.objects.filter(to_person(traces)))
    for address in traces.addresses:
        yield Rows(OutboxMail.objects.filter(reply_to__iexact=address), ("reply_to",))
    yield Rows(OutboxMail.objects.filter(held_for_id=traces.person.pk), ("held_for_id",))
    yield from mails_about_pairs(traces)


def mails_about_pairs(traces: Traces) -> Iterator[Rows]:
    """Mails to partner, coordinator and manager about pairs, meetings and permission of this person: they name them."""
    about = Q(pk__in=[])
    for public_id in (*traces.pair_ids.values(), *traces.meeting_ids.values(), *traces.permission_ids):
        about |= Q(unique_key__contains=public_id)
    for name in traces.names:
        about |= Q(subject__icontains=name) | Q(body_text__icontains=name) | Q(body_html__icontains=name)
        about |= Q(calendar__icontains=name)
    others = OutboxMail.objects.exclude(to_person(traces))
    yield Rows(others.filter(about), ("subject", "body_text", "body_html", "calendar"))


def holds(traces: Traces) -> Iterator[Rows]:
    """What keeps letters back in these programmes."""
    programmes = {one.programme_id for one in traces.participations}
    yield Rows(MailHold.objects.filter(person_id=traces.person.pk, programme_id__in=programmes))
