"""Processes that write without pause, for the backup drill: `python -m jobtwinning.privacy.tests.writers 3`.

Every transaction writes two rows that must agree and changes forty older ones, also two by two. A snapshot that holds
half a transaction has a key on one side only, or two sides that differ.
"""

import os
import random
import sys
import time

import django

OLDER = 20
PAUSE_SECONDS = 0.02
FILLER = "x" * 1500  # a transaction touches many pages of the file


def main(writers: int) -> None:
    pids = [pid for pid in (fork(number) for number in range(writers)) if pid]
    for pid in pids:
        os.waitpid(pid, 0)


def fork(number: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            write_for_ever(number)
        finally:
            os._exit(1)
    return pid


def write_for_ever(writer: int) -> None:
    django.setup()
    from django.db import OperationalError

    chance, written = random.Random(writer), 0
    while True:
        try:
            write(f"w{writer}-{written}", chance)
            written += 1
        except OperationalError:
            continue  # "database is locked" after twenty seconds: the next try
        time.sleep(chance.uniform(0, PAUSE_SECONDS))  # SQLite gives no turns: who never pauses lets nobody in


def write(key: str, chance: random.Random) -> None:
    from django.db import transaction

    from jobtwinning.core import clock
    from jobtwinning.core.models import FormKey, History

    now = clock.now()
    with transaction.atomic():
        left = History.objects.create(
            at=now, verb=key, subject_type="drill", subject_id="0", codes={"filler": FILLER}, programme_id=0
        )
        right = FormKey.objects.create(key=key, used_at=now, result_url="0", account_id=left.pk)
        same = chance.choices(range(1, right.pk), k=min(OLDER, right.pk - 1))
        for older in FormKey.objects.filter(pk__in=same):
            number = str(chance.randrange(10**9))
            History.objects.filter(pk=older.account_id or 0).update(subject_id=number, codes={"filler": number * 150})
            FormKey.objects.filter(pk=older.pk).update(result_url=number)


if __name__ == "__main__":
    main(int(sys.argv[1]))
