"""Kill the computing process with -9, again and again, and count what got lost or was done twice.

`python -m jobtwinning.core.tests.work_drill --kills 200` prints one line of JSON. It needs a database of its own in
DATABASE_URL. Half of the work is planned, half is in the queue. A kill falls at a random instant while work is in hand.
`--race 4` kills nobody but lets four processes loose on the same work. Controls: `--no-reaper` and `--no-guard`.
"""

import argparse
import json
import os
import random
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import django

SHORT, LONG = timedelta(0), timedelta(days=1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--race", type=int, default=0)
    parser.add_argument("--no-reaper", action="store_true")
    parser.add_argument("--no-guard", action="store_true")
    options = parser.parse_args()
    django.setup()
    guard, life = not options.no_guard, LONG if options.no_reaper or options.race else SHORT
    in_child(lambda: prepare(15 if options.race else options.kills // 2 + 20))
    found: dict[str, Any] = {}
    if options.race:
        pids = [fork(lambda: finish(guard, life)) for _ in range(options.race)]
        found["failed"] = sum(os.waitpid(pid, 0)[1] != 0 for pid in pids)
    else:
        instants = random.Random(options.seed)
        usual = float(in_child(lambda: usual_seconds(guard, life)))
        for _ in range(options.kills):
            kill_one(instants.uniform(0, usual), guard, life)
        in_child(lambda: finish(guard, life))
    print(json.dumps(found | json.loads(in_child(count))))


def kill_one(after: float, guard: bool, life: timedelta) -> None:
    """A process is killed so many seconds after it took something in hand."""
    read, write = os.pipe()
    pid = fork(lambda: work(lambda: os.write(write, b"x"), guard, life))
    os.close(write)
    if not os.read(read, 1):
        raise RuntimeError("no work was left to take")
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(read)


def fork(task: Callable[[], object]) -> int:
    """Run the task in a process of its own; its exit status tells whether it went well."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            task()
            status = 0
        finally:
            os._exit(status)
    return pid


def in_child(task: Callable[[], str | None]) -> str:
    """Run a task that uses the database in a process of its own: the drill itself never opens a connection."""
    read, write = os.pipe()

    def tell() -> None:
        os.write(write, (task() or "").encode())

    pid = fork(tell)
    os.close(write)
    with os.fdopen(read) as file:
        answer = file.read()
    if os.waitpid(pid, 0)[1] != 0:
        raise RuntimeError("a task of the drill failed")
    return answer


# --- In the processes ---------------------------------------------------------------------------


def prepare(pieces: int) -> None:
    """Only the tables of the work, full of work that is due."""
    from django.db import connection
    from django_tasks_db.models import DBTaskResult

    from jobtwinning.core.models import History, LongWork, ScheduledWork
    from jobtwinning.core.tests import drill_jobs

    with connection.schema_editor() as editor:
        for model in (History, LongWork, ScheduledWork, DBTaskResult):
            editor.create_model(model)
    drill_jobs.register()
    drill_jobs.plan_pieces(pieces)


def begin(guard: bool, life: timedelta) -> None:
    """`life` is how long a silent claim is left alone: nought when only one process lives at a time."""
    from jobtwinning.core import background, schedule
    from jobtwinning.core.tests import drill_jobs

    drill_jobs.register()
    if not guard:
        drill_jobs.take_guards_away()
    schedule.CLAIM_LIFE = background.BEAT_LIFE = life


def usual_seconds(guard: bool, life: timedelta) -> str:
    """How long a piece from the queue usually is in hand on this machine, now."""
    from jobtwinning.core import background

    begin(guard, life)
    took: list[float] = []

    @contextmanager
    def hold(claim: object) -> Iterator[None]:
        started = time.perf_counter()
        yield
        took.append(time.perf_counter() - started)

    while len(took) < 7:
        background.run_next(hold=hold)
    return str(statistics.median(took))


def work(tell: Callable[[], object], guard: bool, life: timedelta) -> None:
    """The product's own turns, the schedule and the queue by turns; tells when it took the first piece."""
    from jobtwinning.core import background, schedule

    begin(guard, life)
    told: list[object] = []

    @contextmanager
    def hold(claim: schedule.Claim) -> Iterator[None]:
        if not told:
            told.append(tell())
        yield

    turns: list[Callable[[], object]] = [lambda: background.run_next(hold=hold), lambda: schedule.run_due(hold=hold)]
    random.shuffle(turns)
    while True:
        for turn in turns:
            turn()


def finish(guard: bool, life: timedelta) -> None:
    """Do what is left."""
    from jobtwinning.core import background, clock, schedule

    begin(guard, life)
    while schedule.due_work(clock.now()).exists() or background.ready().exists() or background.reap():
        schedule.run_due()
        background.run_next()


def count() -> str:
    from jobtwinning.core.models import History, LongWork, ScheduledWork

    pieces = {f"p{key}" for key in ScheduledWork.objects.values_list("key", flat=True)}
    pieces |= {f"q{key}" for key in LongWork.objects.values_list("key", flat=True)}
    effects = Counter(History.objects.filter(verb="effect").values_list("subject_id", flat=True))
    begun = History.objects.filter(verb="begun").count()
    open_rows = ScheduledWork.objects.filter(done_at__isnull=True).count()
    open_rows += LongWork.objects.filter(ended_at__isnull=True).count()
    return json.dumps(
        {
            "pieces": len(pieces),
            "lost": len(pieces - effects.keys()),
            "twice": sum(effects.values()) - len(effects),
            "begun_again": begun - len(pieces),
            "not_closed": open_rows,
        }
    )


if __name__ == "__main__":
    main()
