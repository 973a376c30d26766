"""An evening of short talks through the actions of the pages, database included: made, and repaired while it runs."""

from datetime import timedelta
from io import StringIO
from statistics import median
from time import perf_counter

from benchmarks.page_server import set_up

PER_SIDE, ROUNDS, RUNS = 50, 8, 5


def measure(per_side: int = PER_SIDE) -> None:
    """Print the table, on a database that is set up; a repair beside planning the same rounds anew."""
    from django.core.management import call_command

    from jobtwinning.core import clock
    from jobtwinning.dating import actions
    from jobtwinning.dating.models import Guest, Talk
    from jobtwinning.programmes.models import Event, EventInvitation, Programme, RoleGrant

    call_command(
        "create_programme",
        "avond",
        *("--name=Avond", "--organiser=Regiobureau", "--region=avond:Avond:middle"),
        *("--starts=2027-01-11", "--ends=2027-04-16", "--coordinator=avond@voorbeeld.example"),
        stdout=StringIO(),
    )
    call_command("populate", "avond", f"--per-side={per_side}", stdout=StringIO())
    programme, at = Programme.objects.get(slug="avond"), clock.now()
    event = Event.objects.create(
        programme=programme, region=programme.regions.get(), kind=Event.Kind.SPEED_DATES, place="Foyer",
        starts_at=at, ends_at=at + timedelta(hours=2), capacity=2 * per_side,
    )  # fmt: skip
    rows = (
        EventInvitation(event=event, participation=one, invited_at=at, answer="yes", place_number=number)
        for number, one in enumerate(programme.participations.all(), start=1)
    )
    EventInvitation.objects.bulk_create(rows)
    by = RoleGrant.objects.get(region=event.region).account
    evening = actions.set_rounds(event, actions.Rounds(ROUNDS, 7, 2, per_side), version=0, by=by, at=at)
    started = perf_counter()
    made = actions.make_schedule(evening, by=by, at=at)
    planned = perf_counter() - started
    for number in (1, 2):
        actions.begin_round(evening, number, by=by, at=at)
    guests, repaired, kept = list(Guest.objects.order_by("pk")), [], []
    for number in range(RUNS):
        for who, what, first in ((guests[number : number + 1], actions.LATE, 5), (guests[-2:], actions.ABSENT, 0)):
            coming = Talk.objects.filter(round__gte=3).count()
            started = perf_counter()
            changes = actions.note(evening, who, what, from_round=first, by=by, at=at)
            repaired.append(perf_counter() - started)
            kept.append((changes.kept if changes else 0) / coming)
        del guests[-2:]
    Talk.objects.filter(round__gte=3).delete()
    started = perf_counter()
    actions.make_schedule(evening, by=by, at=at)
    anew = perf_counter() - started
    print(f"{2 * per_side} people in {ROUNDS} rounds, reading and writing included\n")
    print("| what | goal | seconds | beside |\n|---|---|---|---|")
    print(f"| the whole schedule, {made.added:,} talks | – | {planned:.2f} | – |")
    print(
        f"| repair from round 3 on, one late or two absent, median of {2 * RUNS} | ≤ 1 s | {median(repaired):.2f}"
        f" (most {max(repaired):.2f}), {median(kept):.0%} of the talks as they were | {anew:.2f} (planned anew) |\n"
    )


if __name__ == "__main__":
    set_up()
    measure()
