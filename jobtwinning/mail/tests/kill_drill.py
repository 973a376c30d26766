"""Kill the sending worker with -9, again and again, and count what got lost.

`python -m jobtwinning.mail.tests.kill_drill --kills 200 --order claim-send-mark` prints one line of JSON. It needs a
database of its own in DATABASE_URL. Every kill falls at a uniform instant between claim and mark; a kill that came too
late does not count. `mark-then-send` is the control: the order that many systems use, which must lose mail.
`--race 4` kills nobody but lets four workers loose on the same mails; `--no-guard` is its control.
"""

import argparse
import json
import mmap
import os
import random
import select
import signal
import statistics
import struct
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

CLAIMED, MARKED = b"c", b"m"
CALL_FLAG = struct.Struct("i")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--order", choices=["claim-send-mark", "mark-then-send"], default="claim-send-mark")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--race", type=int, default=0)
    parser.add_argument("--no-guard", action="store_true")
    options = parser.parse_args()
    django.setup()
    drill = Drill(options.kills, options.order, options.seed)
    print(json.dumps(drill.race(options.race, guard=not options.no_guard) if options.race else drill.run()))


class Drill:
    """Forks after the import, so that one round costs a few hundredths of a second."""

    def __init__(self, kills: int, order: str, seed: int) -> None:
        self.kills, self.order = kills, order
        self.random = random.Random(seed)  # instants, no secrets
        self.received = Path(os.environ["VAR_DIR"], "received.txt")
        self.in_call = mmap.mmap(-1, CALL_FLAG.size)  # shared with the server: is a mail being handed over?

    def run(self) -> dict[str, Any]:
        self.received.write_text("")
        server, port = self.start_server()
        try:
            in_child(lambda: prepare(rows=self.kills * 5 + 20))
            usual = statistics.median(self.time_one(port) for _ in range(7))
            killed = inside = late = 0
            while killed < self.kills:
                outcome = self.kill_one(port, usual)
                killed += outcome is not None
                inside += outcome is True
                late += outcome is None
            in_child(forget_untouched)
            in_child(lambda: finish(port))
        finally:
            os.kill(server, signal.SIGKILL)
            os.waitpid(server, 0)
        return {"kills": killed, "inside_call": inside, "too_late": late, "usual_ms": usual * 1000} | self.count()

    def race(self, workers: int, *, guard: bool) -> dict[str, Any]:
        """Several workers on the same outbox at once; nobody is killed."""
        server, port = self.start_server()
        try:
            in_child(lambda: prepare(rows=40))
            pids = [fork(lambda: finish(port, guard=guard)) for _ in range(workers)]
            failed = [pid for pid in pids if os.waitpid(pid, 0)[1] != 0]
        finally:
            os.kill(server, signal.SIGKILL)
            os.waitpid(server, 0)
        return {"workers_failed": len(failed)} | self.count()

    def start_server(self) -> tuple[int, int]:
        """The mail server in a process of its own; it writes the Message-ID of each mail it took."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            from jobtwinning.mail.tests.smtp_server import Server

            server = Server(delay=0.003)
            server.on_call = lambda busy: CALL_FLAG.pack_into(self.in_call, 0, int(busy))
            server.on_taken = self.note
            os.write(write, str(server.port).encode())
            server.serve_forever()
        return pid, int(os.read(read, 10))

    def note(self, content: bytes) -> None:
        line = next(line for line in content.split(b"\r\n") if line.startswith(b"Message-ID:"))
        with self.received.open("ab") as file:
            file.write(line.split(b": ")[1] + b"\n")

    def start_worker(self, port: int) -> tuple[int, int]:
        """A worker that tells through a pipe when it has claimed and when it has marked."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            work(port, self.order, lambda word: os.write(write, word))
        os.close(write)
        return pid, read

    def time_one(self, port: int) -> float:
        """Seconds between claim and mark when nobody interferes."""
        pid, pipe = self.start_worker(port)
        os.read(pipe, 1)
        started = time.perf_counter()
        os.read(pipe, 1)
        took = time.perf_counter() - started
        stop(pid, pipe)
        return took

    def kill_one(self, port: int, usual: float) -> bool | None:
        """Kill at a uniform instant after a claim. True: while the mail was handed over; None: it had marked just then.

        A worker that marked before its instant came goes on to its next mail and gets a new instant.
        """
        pid, pipe = self.start_worker(port)
        while True:
            if os.read(pipe, 1) != CLAIMED:
                raise RuntimeError("no mail was left to claim")
            time.sleep(self.random.uniform(0, usual))
            if not is_told(pipe):
                break
            os.read(pipe, 1)
        busy = bool(CALL_FLAG.unpack_from(self.in_call, 0)[0])
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        marked = is_told(pipe) and os.read(pipe, 1) == MARKED
        os.close(pipe)
        return None if marked else busy

    def count(self) -> dict[str, int]:
        copies = Counter(self.received.read_text().split())
        expected = set(in_child(message_ids).split())
        return {
            "mails": len(expected),
            "lost": len(expected - copies.keys()),
            "unknown": len(copies.keys() - expected),
            "sent_again": sum(copies.values()) - len(copies),
            "most_copies": max(copies.values()),
            "not_marked_sent": int(in_child(count_not_sent)),
        }


def in_child(task: Callable[[], str | None]) -> str:
    """Run a task that uses the database in a process of its own: the drill itself never opens a connection."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        with os.fdopen(write, "w") as file:
            file.write(task() or "")
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as file:
        answer = file.read()
    if os.waitpid(pid, 0)[1] != 0:
        raise RuntimeError("a task of the drill failed")
    return answer


def is_told(pipe: int) -> bool:
    """A word is waiting in the pipe."""
    return bool(select.select([pipe], [], [], 0)[0])


def stop(pid: int, pipe: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(pipe)


def prepare(rows: int) -> None:
    """Only the outbox, full of mails that are due."""
    from django.db import connection

    from jobtwinning.core import clock
    from jobtwinning.mail.models import MailHold, OutboxMail

    with connection.schema_editor() as editor:
        editor.create_model(OutboxMail)
        editor.create_model(MailHold)  # the worker looks there who waits
    now = clock.now()
    OutboxMail.objects.bulk_create(
        OutboxMail(
            address=f"noor{number}@voorbeeld.example",
            language="nl",
            template="drill",
            subject=f"Mail {number}",
            body_text="Hallo\n",
            unique_key=str(number),
            created_at=now,
            not_before=now,
        )
        for number in range(rows)
    )


def use_server(port: int) -> None:
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5


def work(port: int, order: str, tell: Callable[[bytes], object]) -> None:
    """The product's own claim, send and mark, with a word to the drill after claim and after mark."""
    from jobtwinning.mail import sending

    use_server(port)
    claim, mark_sent, send = sending.claim, sending.mark_sent, sending.send

    def tell_claim(candidate: Any) -> Any:
        mail = claim(candidate)
        tell(CLAIMED)
        return mail

    def tell_mark(mail: Any) -> None:
        mark_sent(mail)
        tell(MARKED)

    def mark_then_send(mail: Any, connection: Any) -> bool:
        mark_sent(mail)
        connection.send_messages([sending.message_of(mail)])
        tell(MARKED)  # the end of the window
        return True

    sending.claim, sending.mark_sent = tell_claim, tell_mark
    sending.send = mark_then_send if order == "mark-then-send" else send
    while True:
        sending.send_due_mails()


def finish(port: int, *, guard: bool | None = None) -> None:
    """Send until nothing is due. After kills (no guard named) the claims of the dead are old enough at once."""
    from jobtwinning.core import clock
    from jobtwinning.mail import sending
    from jobtwinning.mail.models import OutboxMail

    use_server(port)
    if guard is None:
        sending.CLAIM_LIFE = timedelta(0)
    if guard is False:
        sending.claim = lambda candidate: OutboxMail.objects.get(pk=candidate.pk)
        sending.own_claim = lambda mail: OutboxMail.objects.filter(pk=mail.pk)
    while sending.due_mails(clock.now()).exists():
        sending.send_due_mails()


def fork(task: Callable[[], None]) -> int:
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


def forget_untouched() -> None:
    """Mails that no worker ever claimed prove nothing; the end goes faster without them."""
    from jobtwinning.mail.models import OutboxMail

    OutboxMail.objects.filter(attempts=0).delete()


def message_ids() -> str:
    from jobtwinning.mail.models import OutboxMail

    return "\n".join(OutboxMail.objects.values_list("message_id", flat=True))


def count_not_sent() -> str:
    from jobtwinning.mail.models import OutboxMail

    return str(OutboxMail.objects.exclude(state=OutboxMail.State.SENT).count())


if __name__ == "__main__":
    main()
