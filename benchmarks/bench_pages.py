"""How long pages take beside a bare page with one query, by turns: the coordinator's at 250 people a side, the
public ones and the intake with 10,000 people. TEST_DATABASE=postgres measures on PostgreSQL."""

import gc
import re
from collections.abc import Callable
from io import StringIO
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.crowd import add_crowd, pair_crowd
from benchmarks.page_server import set_up
from benchmarks.workspace import measure_workspace

if TYPE_CHECKING:
    from django.test import Client

REPEATS = 60
PER_SIDE = 250  # for the coordinator's pages
MANY = 10_000
FEW_PER_SIDE = 25  # of these with a full intake
IN_TABLE = 2_000
ANSWERS = {"I4": "Ik wil zien hoe het ergens anders gaat.", "I5": "Een les bij een bedrijf", "I6": "Y01", "I23": "yes"}


def fill(slug: str, per_side: int) -> None:
    """A programme with this many invented people on each side."""
    from django.core.management import call_command

    call_command(
        "create_programme",
        slug,
        *("--name=Meting", "--organiser=Regiobureau", "--region=maasmond:Maasmond:middle"),
        *("--starts=2027-01-11", "--ends=2027-04-16", "--coordinator=coordinator@voorbeeld.example"),
        stdout=StringIO(),
    )
    started = perf_counter()
    call_command("populate", slug, f"--per-side={per_side}", stdout=StringIO())
    print(f"import of {2 * per_side} people with a full intake: {perf_counter() - started:.1f} s", flush=True)


def compare(
    name: str, client: "Client", call: Callable[[], object], *, prepare: Callable[[], object] = lambda: None
) -> None:
    """One line: a call beside the bare page of the same visitor, by turns, so that a slow moment of the machine strikes
    both. One to warm up; what prepares it does not count."""
    found, bare = [], []
    for number in range(REPEATS + 1):
        prepare()
        spent, bare_spent = milliseconds(call), milliseconds(lambda: opened(client, "/bare/"))
        if number:
            found.append(spent)
            bare.append(bare_spent)
    middle, top, high = median(found), quantiles(found, n=20)[-1], quantiles(bare, n=20)[-1]
    print(
        f"{name:22} median {middle:6.1f} ms, {middle / median(bare):5.1f} × the bare page;"
        f" p95 {top:6.1f} ms, {top / high:5.1f} ×",
        flush=True,
    )


def milliseconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return 1000 * (perf_counter() - started)


def settle() -> None:
    """As on a server that has been up for a while: PostgreSQL knows how full its tables are, and what was loaded is set
    aside as never rubbish."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    gc.collect()
    gc.freeze()


def compare_page(name: str, client: "Client", url: str) -> None:
    compare(name, client, lambda: opened(client, url))


def client_of(email: str) -> "Client":
    """Signed in, second factor done."""
    from django.test import Client

    from jobtwinning.accounts.models import Account

    client = Client()
    account = Account.objects.get(email=email)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor_done"] = True
    session.save()
    return client


def opened(client: "Client", url: str) -> str:
    """The text of a page, which must be there."""
    response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status_code}")
    return response.content.decode()


def measure_coordinator() -> None:
    """Pages that show everybody of a programme of the usual size."""
    from django.core.management import call_command
    from django.urls import reverse

    client = client_of("coordinator@voorbeeld.example")
    measure_workspace(client, "bench", "maasmond")
    started = perf_counter()
    call_command("propose_pairs", "bench", stdout=StringIO())
    print(f"proposal for {PER_SIDE} a side: {perf_counter() - started:.1f} s")
    settle()
    compare_page("the line, coordinator", client, "/line/")
    pages = {
        "participants": reverse("intake:participants", args=["bench"]),
        "workspace": reverse("matching:workspace", args=["bench", "maasmond"]),
        "report": reverse("reports:report", args=["bench"]),
        "pairs": reverse("pairs:pairs", args=["bench"]),  # the last: sending the proposal empties the workspace
    }
    for name, url in pages.items():
        if name == "pairs":
            send_proposal()
        compare_page(name, client, url)


def send_proposal() -> None:
    """The pairs of the proposal, so that the list of pairs has something to show."""
    from jobtwinning.core import clock
    from jobtwinning.matching.actions import commit_scenario
    from jobtwinning.matching.models import Scenario

    commit_scenario(Scenario.objects.get(), by=None, at=clock.now())


def measure_many() -> None:
    """What visitors and participants open, and the funnel, in a programme of ten thousand people."""
    from django.test import Client
    from django.urls import reverse

    visitor = Client()
    settle()
    compare_page("the line, visitor", visitor, "/line/")
    urls = {
        "public home": reverse("site:home"),
        "programme page": reverse("site:programme", args=["many"]),
        "sign-up form": reverse("intake:sign_up", args=["many"]) + "?kant=docent",
    }
    for name, url in urls.items():
        compare_page(name, visitor, url)
    measure_intake()
    coordinator = client_of("coordinator@voorbeeld.example")
    tables = {
        "table of 2,000": "deelnemers/",
        "the same, last page": f"deelnemers/?page={IN_TABLE // 50}",
        "the same, by hours": "deelnemers/?f-surname=achter1&sort=-hours",
        "table of 1,000 pairs": "koppels/",
        "the same, in order": "koppels/?f-held=1&sort=-teacher_hours",
    }
    for name, asked in tables.items():
        compare_page(name, coordinator, reverse("intake:table", args=["thousands", "x"]).replace("x/", asked))
    compare_page("recruitment", coordinator, reverse("intake:recruitment", args=["many"]))


def measure_intake() -> None:
    """The parts of the intake as one participant sees them, and the button of one."""
    from django.urls import reverse

    from jobtwinning.accounts.models import Account
    from jobtwinning.intake.steps import GOALS, STEPS
    from jobtwinning.programmes.models import Participation

    taking_part = Participation.objects.filter(programme__slug="many", side="teacher").select_related("person")[0]
    taking_part.person.account = Account.objects.create_user("noor@voorbeeld.example")
    taking_part.person.save()
    client = client_of("noor@voorbeeld.example")
    compare_page("the line, participant", client, "/line/")
    compare_page("list of parts", client, reverse("intake:intake", args=[taking_part.public_id]))
    url = ""
    for step in STEPS:
        url = reverse("intake:step", args=[taking_part.public_id, step.slug])
        compare_page(f"part {step.code}", client, url)
    url = reverse("intake:step", args=[taking_part.public_id, GOALS.slug])
    sent: dict[str, Any] = {}

    def show() -> None:
        sent.clear()
        sent.update(ANSWERS | dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', opened(client, url))))

    def send() -> None:
        if client.post(url, sent).status_code != 302:
            raise SystemExit("the part was not saved")

    compare("saving a part", client, send, prepare=show)


def main() -> None:
    set_up()
    fill("bench", PER_SIDE)
    measure_coordinator()
    fill("many", FEW_PER_SIDE)
    add_crowd("many", MANY - 2 * FEW_PER_SIDE)
    fill("thousands", FEW_PER_SIDE)
    add_crowd("thousands", IN_TABLE - 2 * FEW_PER_SIDE)
    pair_crowd("thousands")
    measure_many()


if __name__ == "__main__":
    main()
