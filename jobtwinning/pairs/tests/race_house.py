"""What a race runs in, loaded once and forked: two web workers, and for every call from the test a process of its own.

`python race_house.py jobtwinning.config.wsgi:application PORT THREADS`, with DATABASE_URL and VAR_DIR. A call is one
connection to the socket `calls` in VAR_DIR: a line of JSON, [function, arguments], answered with [what it returned, or
null, and what went wrong]. Calls see the house as it is; what the wsgi module takes away, it takes from the web only.
"""

import importlib
import json
import os
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path

SECOND = 1.0


def answer(connection: socket.socket) -> None:
    """In a process of its own: call the function and tell what it returned."""
    with connection, connection.makefile("rw") as line:
        function, arguments = json.loads(line.readline())
        module, _, name = function.partition(":")
        try:
            told = [getattr(importlib.import_module(module), name)(*arguments), None]
        except BaseException:  # noqa: BLE001  # whatever it is, the test reads it
            told = [None, traceback.format_exc()]
        line.write(json.dumps(told) + "\n")


def answer_calls(listening: socket.socket, house: int) -> None:
    """Fork for every call, as long as the process of the web server is there."""
    listening.settimeout(SECOND)
    while os.getppid() == house:
        with suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        try:
            connection, _address = listening.accept()
        except TimeoutError:
            continue
        if os.fork() == 0:
            connection.settimeout(None)
            answer(connection)
            os._exit(0)
        connection.close()


def main(wsgi: str, port: str, threads: str) -> None:
    import django
    from gunicorn.app.wsgiapp import WSGIApplication  # type: ignore[import-untyped]  # has no types

    sys.path.insert(0, str(Path.cwd()))
    django.setup()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(Path(os.environ["VAR_DIR"], "calls")))
    listening.listen()
    house = os.getpid()
    if os.fork() == 0:
        try:
            answer_calls(listening, house)
        finally:
            os._exit(0)
    listening.close()
    sys.argv = ["gunicorn", wsgi, "--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload"]
    sys.argv += ["--worker-class", "gthread", "--threads", threads, "--log-level", "error"]
    WSGIApplication("%(prog)s").run()


if __name__ == "__main__":
    main(*sys.argv[1:])
