"""How long moving 5,000 people in takes: the trial, taking over, and the same list again; beside openpyxl reading the
bare cells of the same file in the same run. TEST_DATABASE=postgres measures on PostgreSQL."""

import io
from collections.abc import Callable
from io import StringIO
from time import perf_counter
from typing import TypeVar

from benchmarks.page_server import set_up

PEOPLE = 5_000
HEAD = ("Voornaam", "Achternaam", "E-mail", "Kant", "Organisatie", "Functie", "Telefoon")
T = TypeVar("T")


def people_file(count: int) -> bytes:
    """Invented people in an Excel file, some forty to an employer."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Deelnemers")
    sheet.append(list(HEAD))
    for number in range(count):
        side = "docent" if number % 2 else "niet-docent"
        own = (f"Imke{number}", "de Vos", f"imke{number}@meting.example", side)
        sheet.append([*own, f"Oeverwerk {number // 40}", "planner", f"06 1234 {number:04d}"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def bare_reading(content: bytes) -> int:
    """The peer: every cell read by openpyxl and nothing done with it."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    return sum(1 for row in sheet.iter_rows(values_only=True) if any(row))


def timed(name: str, call: Callable[[], T], bare: float = 0.0) -> tuple[T, float]:
    """What the call gives, and its seconds; printed beside the peer."""
    started = perf_counter()
    found = call()
    seconds = perf_counter() - started
    beside = f", {seconds / bare:5.1f} × the bare reading" if bare else ""
    print(f"{name:34} {seconds:6.2f} s{beside}", flush=True)
    return found, seconds


def measure(count: int = PEOPLE) -> None:
    """Print the measurements, on a database that is set up."""
    from django.core.management import call_command

    from jobtwinning.accounts.models import Account
    from jobtwinning.core import clock
    from jobtwinning.core.uploads import Upload
    from jobtwinning.moving.actions import begin_move, take_move, try_move
    from jobtwinning.programmes.models import Programme

    call_command(
        "create_programme",
        "verhuizing",
        *("--name=Meting", "--organiser=Regiobureau", "--region=maasmond:Maasmond:middle"),
        *("--starts=2027-01-11", "--ends=2027-04-16", "--coordinator=coordinator@voorbeeld.example"),
        stdout=StringIO(),
    )
    programme = Programme.objects.get(slug="verhuizing")
    by = Account.objects.get(email="coordinator@voorbeeld.example")
    regions = list(programme.regions.values_list("pk", flat=True))
    content = people_file(count)
    print(f"{count} people, {len(content) / 1000:.0f} kB")
    _rows, bare = timed("bare reading (openpyxl)", lambda: bare_reading(content))
    for name in ("first", "same list again"):
        upload = Upload("lijst.xlsx", content)
        move, _seconds = timed(
            f"{name}: recognised",
            lambda upload=upload: begin_move(programme, upload, region_ids=regions, by=by, at=clock.now()),  # type: ignore[misc]  # the loop's own value
            bare,
        )
        timed(f"{name}: tried", lambda move=move: try_move(move, by=by, at=clock.now()), bare)  # type: ignore[misc]  # idem
        timed(
            f"{name}: taken over",
            lambda move=move: take_move(move, leave_out=False, by=by, at=clock.now()),  # type: ignore[misc]  # idem
            bare,
        )


def main() -> None:
    """Idem, on a database of its own."""
    set_up()
    measure()


if __name__ == "__main__":
    main()
