"""How long the coordinator's pages take beside a bare page with one query, in the same run, at 250 people a side."""

import os
import tempfile
from collections.abc import Callable
from io import StringIO
from statistics import median, quantiles
from time import perf_counter

REPEATS = 40
PER_SIDE = 250


def prepare() -> None:
    """A database of its own, in the settings of the demo."""
    folder = tempfile.mkdtemp(prefix="jobtwinning-bench-")
    os.environ |= {
        "MODE": "demo",
        "VAR_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "DJANGO_SETTINGS_MODULE": "jobtwinning.config.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from jobtwinning.core import assets

    assets.build()
    assets.collect()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command(
        "create_programme",
        "bench",
        *("--name=Meting", "--organiser=Regiobureau", "--region=maasmond:Maasmond:middle"),
        *("--starts=2027-01-11", "--ends=2027-04-16", "--coordinator=coordinator@voorbeeld.example"),
        stdout=StringIO(),
    )
    started = perf_counter()
    call_command("populate", "bench", f"--per-side={PER_SIDE}", stdout=StringIO())
    print(f"import of {2 * PER_SIDE} people with a full intake: {perf_counter() - started:.1f} s")
    started = perf_counter()
    call_command("propose_pairs", "bench", stdout=StringIO())
    print(f"proposal for {PER_SIDE} a side: {perf_counter() - started:.1f} s")


def timed(call: Callable[[], object]) -> list[float]:
    """Milliseconds of every call, after one to warm up."""
    call()
    found = []
    for _ in range(REPEATS):
        started = perf_counter()
        call()
        found.append(1000 * (perf_counter() - started))
    return found


def send_proposal() -> None:
    """The pairs of the proposal, so that the list of pairs has something to show."""
    from jobtwinning.core import clock
    from jobtwinning.matching.actions import commit_scenario
    from jobtwinning.matching.models import Scenario

    commit_scenario(Scenario.objects.get(), by=None, at=clock.now())


def main() -> None:
    prepare()
    from django.test import Client
    from django.urls import reverse

    from jobtwinning.accounts.models import Account
    from jobtwinning.core import health

    client = Client()
    account = Account.objects.get(email="coordinator@voorbeeld.example")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor_done"] = True
    session.save()
    pages = {
        "participants": reverse("intake:participants", args=["bench"]),
        "workspace": reverse("matching:workspace", args=["bench", "maasmond"]),
        "report": reverse("reports:report", args=["bench"]),
        "home": reverse("site:home"),
        "public page": reverse("site:programme", args=["bench"]),
        "sign-up": reverse("intake:sign_up", args=["bench"]) + "?kant=docent",
        "recruitment": reverse("intake:recruitment", args=["bench"]),
        "pairs": reverse("pairs:pairs", args=["bench"]),  # the last: sending the proposal empties the workspace
    }
    health.beat("worker")
    if client.get("/healthz").status_code != 200:
        raise SystemExit("the bare page is not ok")
    bare = timed(lambda: client.get("/healthz"))
    low, high = median(bare), quantiles(bare, n=20)[-1]
    print(f"healthz (the bare page): median {low:.1f} ms, p95 {high:.1f} ms")
    for name, url in pages.items():
        if name == "pairs":
            send_proposal()
        if client.get(url).status_code != 200:
            raise SystemExit(f"{name} did not open")
        found = timed(lambda url=url: client.get(url))  # type: ignore[misc]  # the loop's own address
        top = quantiles(found, n=20)[-1]
        print(f"{name:14} median {median(found):6.1f} ms, p95 {top:6.1f} ms, {top / high:5.1f} × the bare page")


if __name__ == "__main__":
    main()
