"""Kill whoever does something with -9, again and again, and look from outside what it left.

`python -m tests.kills --kill commit=60 --kill erase=40 --control commit=10` prints one line of JSON. It needs an empty
database of its own in DATABASE_URL and a folder in VAR_DIR. What is done, and what is half, stands in kinds_of_kill.
Every round begins with the same database. Its process says through a pipe when it begins and when it is done; the kill
falls at a uniform instant between the beginning and a little after the usual end. `--control` does the same without
transactions, until there is a half state: the control.
"""

import argparse
import gc
import hashlib
import json
import mmap
import os
import random
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from jobtwinning.mail.tests.kill_drill import in_child
from tests.kept_databases import Store, store_of

BEGUN, DONE, FAILED = b"b", b"d", b"f"
SLOW = 2.0  # seconds
PAST_THE_END = 1.3  # of the usual time: some kills come when it was done
COUNTED = ("before", "inside", "after", "half", "acknowledged_lost", "not_healed", "journals")
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP")


@dataclass(frozen=True)
class State:
    """What was found after a kill."""

    own: Any  # what the kind looked at
    first: Any  # the same before anything was done
    is_before: bool  # no value in any table has changed
    is_whole: bool  # as many rows in every table, and changes in the same columns, as when nobody is killed


@dataclass(frozen=True)
class Kind:
    """What is done and killed, and when it was done by half."""

    build: Callable[[], None]  # the world in which it is done
    act: Callable[[], object]
    again: Callable[[], object]  # the same, by somebody who finds what was left
    own: Callable[[], Any]  # what else to look at
    is_half: Callable[[State], bool]
    start: str = "migrated"  # the database of `build`, or "empty"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kill", action="append", default=[], metavar="KIND=TIMES")
    parser.add_argument("--control", action="append", default=[], metavar="KIND=TIMES")
    parser.add_argument("--migrated", default="", help="a migrated database of the same kind, to copy")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    django.setup()
    from tests.kinds_of_kill import KINDS

    in_child(connect)  # makes the file of SQLite
    store = store_of(os.environ["DATABASE_URL"])
    if options.migrated:
        store.take(options.migrated, "migrated")
    try:
        found = {
            name: {
                kind: Drill(kind, KINDS[kind], store, careless=name == "control", seed=options.seed).run(int(times))
                for kind, _, times in (each.partition("=") for each in wanted)
            }
            for name, wanted in (("kill", options.kill), ("control", options.control))
        }
    finally:
        store.close()
    print(json.dumps(found))


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def connect() -> None:
    from django.db import connection

    connection.ensure_connection()


# --- The rounds -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Killed:
    """How one round ended."""

    moment: str  # "before" it wrote anything, "inside", or "after" it said that it was done
    journal_was_left: bool


class Drill:
    """One kind of thing that is done, and killed."""

    def __init__(self, name: str, kind: Kind, store: Store, *, careless: bool, seed: int) -> None:
        self.name, self.kind, self.store, self.careless = name, kind, store, careless
        self.random = random.Random(seed)  # instants, no secrets
        self.written = mmap.mmap(-1, 1)  # shared with the process that is killed
        self.ledger = Path(os.environ["VAR_DIR"], "erasures.jsonl")

    def run(self, times: int) -> dict[str, Any]:
        self.prepare()
        before = self.look()
        self.warm_up()
        usual = self.usual()
        whole = self.look()  # of the last of these
        counts: Counter[str] = Counter()
        for number in range(times):
            killed = self.kill_one(usual)
            found = self.look(again=not self.careless)
            faults = self.faults(found, killed, before, whole)
            counts.update([killed.moment, *faults, *(["journals"] if killed.journal_was_left else [])])
            if faults and not self.careless:
                print(
                    f"{self.name}, kill {number}, {killed.moment}: {faults} {found['own']} {found['again']['own']}",
                    flush=True,
                )
            if counts["half"] and self.careless:
                break
        return {"kills": number + 1, "usual_ms": round(usual * 1000)} | {name: counts[name] for name in COUNTED}

    def prepare(self) -> None:
        """The database in which every round begins, made once."""
        if "empty" not in self.store.saved:
            self.store.save("empty")
        if self.kind.start not in self.store.saved:
            in_child(migrate)
            self.store.save(self.kind.start)
        if self.name not in self.store.saved:
            self.store.load(self.kind.start)
            in_child(self.kind.build)
            self.store.save(self.name)
        self.store.load(self.name)
        self.store.keep_rows(self.name)

    def warm_up(self) -> None:
        """Here, where every process is forked from: templates, translations and modules that are read once."""
        from django.db import connections

        look_at(self.kind, again=self.kind.start != "empty")  # a migration is no page: nothing of it is read once
        connections.close_all()
        gc.collect()
        gc.freeze()

    def fresh(self) -> None:
        if self.kind.start == "empty":
            self.store.load(self.name)
        else:
            self.store.put_back_rows()
        self.ledger.unlink(missing_ok=True)
        self.written[0] = 0

    def look(self, *, again: bool = False) -> dict[str, Any]:
        """What is there, seen by another process; with `again` also what is there once it is done over."""
        answer: dict[str, Any] = json.loads(in_child(lambda: json.dumps(look_at(self.kind, again=again))))
        return answer

    def faults(self, found: dict[str, Any], killed: Killed, before: dict[str, Any], whole: dict[str, Any]) -> list[str]:
        reached, wanted = changes(before, found), changes(before, whole)
        state = State(found["own"], before["own"], not reached, reached == wanted)
        told = ["half"] if self.kind.is_half(state) else []
        if killed.moment == "after" and (reached != wanted or found["own"] != whole["own"]):
            told.append("acknowledged_lost")
        if "again" in found and (changes(before, found["again"]) != wanted or found["again"]["own"] != whole["own"]):
            told.append("not_healed")
        return told

    def start(self) -> tuple[int, int]:
        """A process that tells when it begins and when it is done, and then waits to be killed."""
        self.fresh()
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            try:
                act(self.kind, write, self.written, careless=self.careless)
            finally:
                os.write(write, FAILED)
                os._exit(1)
        os.close(write)
        if os.read(read, 1) != BEGUN:
            raise RuntimeError(f"{self.name} did not begin")
        return pid, read

    def time_one(self) -> float:
        """Seconds that it takes when nobody interferes."""
        pid, pipe = self.start()
        started = time.perf_counter()
        told = os.read(pipe, 1)
        took = time.perf_counter() - started
        self.stop(pid, pipe)
        if told != DONE:
            raise RuntimeError(f"{self.name} failed")
        return took

    def usual(self) -> float:
        """How long it takes: of three times the middle one, of what takes seconds the first."""
        took = [self.time_one()]
        while took[0] < SLOW and len(took) < 3:
            took.append(self.time_one())
        return statistics.median(took)

    def kill_one(self, usual: float) -> Killed:
        pid, pipe = self.start()
        time.sleep(self.random.uniform(0, PAST_THE_END * usual))
        told = self.stop(pid, pipe)
        if told == FAILED:
            raise RuntimeError(f"{self.name} failed")
        moment = "after" if told == DONE else "inside" if self.written[0] else "before"
        return Killed(moment, self.store.journal_was_left())

    def stop(self, pid: int, pipe: int) -> bytes:
        """Kill -9; the last word it said."""
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with os.fdopen(pipe, "rb") as file:
            told = file.read()[-1:]
        self.store.wait_until_left()
        return told


def act(kind: Kind, pipe: int, written: mmap.mmap, *, careless: bool) -> None:
    """In the process that is killed."""
    from django.db import connection

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip()[:6].upper().startswith(WRITES):
            written[0] = 1
        return execute(sql, params, many, context)

    if careless:
        forget_transactions()
    connection.ensure_connection()
    with connection.execute_wrapper(note):
        os.write(pipe, BEGUN)
        kind.act()
        os.write(pipe, DONE)
        signal.pause()


def forget_transactions() -> None:
    """The control: every statement is kept at once, as without `transaction.atomic`."""
    from django.db import connection, transaction
    from django.db.models import QuerySet

    changed: Any = transaction.Atomic
    changed.__enter__ = lambda self: None
    changed.__exit__ = lambda self, *error: None
    changed = connection
    changed.set_rollback = lambda rollback: None
    changed = QuerySet
    changed.select_for_update = lambda rows, **options: rows


# --- Looking --------------------------------------------------------------------------------------------------


def look_at(kind: Kind, *, again: bool) -> dict[str, Any]:
    found = {"tables": tables(), "own": kind.own()}
    if again:
        try:
            kind.again()
            found["again"] = {"tables": tables(), "own": kind.own()}
        except Exception as error:  # noqa: BLE001  # whatever it is, it did not go on from what was left
            found["again"] = {"tables": {}, "own": repr(error)}
    return found


def tables() -> dict[str, Any]:
    """By table its number of rows, by table.column a checksum of what is in it."""
    from django.db import connection

    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # the database's own names
            names = [column[0] for column in cursor.description]
            rows = sorted(cursor.fetchall(), key=repr)
            found[table] = len(rows)
            for place, name in enumerate(names):
                content = repr([row[place] for row in rows])
                found[f"{table}.{name}"] = hashlib.sha256(content.encode()).hexdigest()
    return found


def changes(before: dict[str, Any], now: dict[str, Any]) -> dict[str, int | None]:
    """Tables and columns that are not as they were; of a table, how many rows it has now."""
    old, new = before["tables"], now["tables"]
    return {
        key: new.get(key) if "." not in key else None
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    }


if __name__ == "__main__":
    main()
