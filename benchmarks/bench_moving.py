"""How long moving 5,000 people in takes: a list of names, one with answers to the intake, one of running pairs; the
trial, taking over, Start, and the same list again. Beside openpyxl reading the bare cells of the same file; seconds on
the clock and of the processor. TEST_DATABASE=postgres measures on PostgreSQL."""

import io
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import StringIO
from time import perf_counter, process_time
from typing import Any, TypeVar

from benchmarks.page_server import set_up

PEOPLE = 5_000
NAMES = ("Voornaam", "Achternaam", "E-mail", "Kant", "Organisatie", "Functie", "Telefoon")
ANSWERS = (*NAMES, "Plaats", "Vakgebied", "Uren per maand")
PAIRS = (
    "Docent", "E-mail docent", "School", "Professional", "E-mail professional", "Bedrijf", "Startdatum", "Uren docent",
    "Uren professional", "Leerdoelen", "Toestemming docent", "Volgende afspraak", "Tijd",
)  # fmt: skip
PLACES = ("Rotterdam", "Delft", "Leiden", "Gouda", "Dordrecht", "Schiedam", "Zoetermeer")
FIELDS = ("duits", "wiskunde", "techniek", "zorg", "muziek")
TODAY = date(2027, 3, 1)
Line = Sequence[Any]
T = TypeVar("T")


def names_of(count: int) -> list[Line]:
    """Invented people, some forty to an employer."""
    rows: list[Line] = []
    for number in range(count):
        side = "docent" if number % 2 else "niet-docent"
        own = (f"Imke{number}", "de Vos", f"imke{number}@meting.example", side)
        rows.append((*own, f"Oeverwerk {number // 40}", "planner", f"06 1234 {number:04d}"))
    return rows


def answers_of(count: int) -> list[Line]:
    """Others, with three answers to the intake each."""
    rows: list[Line] = []
    for number, (given, surname, email, *rest) in enumerate(names_of(count)):
        answers = (PLACES[number % len(PLACES)], FIELDS[number % len(FIELDS)], 4 + number % 9)
        rows.append((given, surname, f"antwoord-{email}", *rest, *answers))
    return rows


def pairs_of(count: int) -> list[Line]:
    """Half as many running pairs, of others again."""
    rows: list[Line] = []
    for number in range(count // 2):
        one = (f"Anna{number} Vos", f"anna{number}@paren.example", f"Brugwater {number // 40}")
        other = (f"Bram{number} Kok", f"bram{number}@paren.example", f"Oeverwerk {number // 40}")
        spent = (TODAY - timedelta(days=20 + number % 30), 12.5, 10, "Leren spreken; Meekijken")
        rows.append((*one, *other, *spent, "ja, op papier", TODAY + timedelta(days=5 + number % 9), "15:30"))
    return rows


LISTS: dict[str, tuple[Line, Callable[[int], list[Line]]]] = {
    "names": (NAMES, names_of),
    "answers": (ANSWERS, answers_of),
    "pairs": (PAIRS, pairs_of),
}


def file_of(head: Line, rows: Sequence[Line]) -> bytes:
    """An Excel file."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Deelnemers")
    for row in (head, *rows):
        sheet.append(list(row))
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
    started, worked = perf_counter(), process_time()
    found = call()
    seconds = perf_counter() - started
    beside = f", {seconds / bare:5.1f} × the bare reading" if bare else ""
    print(f"{name:34} {seconds:6.2f} s, {process_time() - worked:6.2f} s of the processor{beside}", flush=True)
    return found, seconds


def measure(count: int = PEOPLE, kinds: Sequence[str] = tuple(LISTS)) -> None:
    """Print the measurements, on a database that is set up."""
    from django.core.management import call_command

    call_command(
        "create_programme",
        "verhuizing",
        *("--name=Meting", "--organiser=Regiobureau", "--region=maasmond:Maasmond:middle"),
        *("--starts=2027-01-11", "--ends=2027-04-16", "--coordinator=coordinator@voorbeeld.example"),
        stdout=StringIO(),
    )
    for kind in kinds:
        head, rows_of = LISTS[kind]
        measure_list(kind, file_of(head, rows_of(count)), count)


def measure_list(kind: str, content: bytes, count: int) -> None:
    """One kind of list: taken over, started, and the same file once more."""
    import time_machine

    from jobtwinning.accounts.models import Account
    from jobtwinning.core import clock
    from jobtwinning.core.uploads import Upload
    from jobtwinning.moving.actions import begin_move, take_move, try_move
    from jobtwinning.moving.models import Move
    from jobtwinning.moving.starting import ask_start, start_move
    from jobtwinning.programmes.models import Programme

    programme = Programme.objects.get(slug="verhuizing")
    by = Account.objects.get(email="coordinator@voorbeeld.example")
    regions = list(programme.regions.values_list("pk", flat=True))
    print(f"{kind}: {count} people, {len(content) / 1000:.0f} kB")
    _rows, bare = timed("bare reading (openpyxl)", lambda: bare_reading(content))

    def step(name: str, call: Callable[[Move], object], move: Move) -> None:
        timed(name, lambda: call(move), bare)

    def press_start(move: Move) -> None:
        ask_start(move, invite=True, ask_managers=True, version=move.version, by=by, at=clock.now())
        start_move(move, invite=True, ask_managers=True, by=by, at=clock.now())

    with time_machine.travel(TODAY):
        for name in ("first", "again"):
            upload = Upload("lijst.xlsx", content)
            move, _seconds = timed(
                f"{name}: recognised",
                lambda upload=upload: begin_move(programme, upload, region_ids=regions, by=by, at=clock.now()),  # type: ignore[misc]  # the loop's own value
                bare,
            )
            step(f"{name}: tried", lambda move: try_move(move, by=by, at=clock.now()), move)
            step(f"{name}: taken over", lambda move: take_move(move, leave_out=False, by=by, at=clock.now()), move)
            if name == "first":
                step("first: Start", press_start, move)


def main() -> None:
    """Idem, on a database of its own; the kinds of lists that are named, or all."""
    set_up()
    measure(kinds=sys.argv[1:] or tuple(LISTS))


if __name__ == "__main__":
    main()
