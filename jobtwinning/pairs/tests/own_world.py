"""Questions to begin together, for the races, made in a process of the race's own database."""

from typing import Any

from django.urls import reverse

from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import OwnStart, Pair, Seat
from jobtwinning.pairs.own.links import own_link, partner_link
from jobtwinning.people.models import Region
from tests import make


def _region() -> Region:
    region = Region.objects.first() or make.make_region()
    if not region.programmes.exists():
        make.make_programme(region)
    return region


def confirm_of(start: OwnStart) -> str:
    return reverse("pairs:own_confirm", args=[own_link(start)])


def answer_of(start: OwnStart) -> str:
    return reverse("pairs:own_answer", args=[partner_link(start)])


def questions(rounds: str) -> dict[str, list[list[str]]]:
    """Per kind of race the two addresses that are posted to at once, a few times."""
    region = _region()
    found: dict[str, list[list[str]]] = {"each_other": [], "yes_and_no": [], "one_partner": []}
    for number in range(int(rounds)):
        a, b, c, d, e, f = (f"{letter}{number}@voorbeeld.example" for letter in "abcdef")
        one = make.make_own_start(region, email=a, partner_email=b)
        other = make.make_own_start(region, email=b, partner_email=a)
        found["each_other"].append([confirm_of(one), confirm_of(other)])
        asked = make.make_own_start(region, email=c, partner_email=d, confirmed=True)
        found["yes_and_no"].append([answer_of(asked), answer_of(asked)])
        two = [make.make_own_start(region, email=each, partner_email=f"z{number}@x.example") for each in (e, f)]
        OwnStart.objects.filter(pk__in=[each.pk for each in two]).update(confirmed_at=clock.now())
        found["one_partner"].append([answer_of(each) for each in two])
    OwnStart.objects.update(asked_at=clock.now())
    return found


def outcome() -> dict[str, Any]:
    """How many pairs, and everything that contradicts itself."""
    pairs = Pair.objects.filter(kind=Pair.Kind.OWN).prefetch_related("seats__person")
    broken = [pair.public_id for pair in pairs if pair.state != "definite" or pair.seats.count() != 2]
    emails = [seat.person.email for seat in Seat.objects.filter(active=True).select_related("person") if seat.person]
    noes = set(OutboxMail.objects.filter(template="own_start_no").values_list("address", flat=True))
    return {
        "emails": sorted(emails),
        "broken": broken,
        "both": sorted(noes & {*emails}),
        "left": sorted(OwnStart.objects.values_list("email", flat=True)),
        "noes": sorted(noes),
    }
