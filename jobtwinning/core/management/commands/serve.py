"""Web server and worker together: what `make run` starts."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from jobtwinning.core import assets

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Prepare the database and serve the platform: web server and worker together (HOST, PORT)."

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), port_number(os.environ.get("PORT", "8000"))
        if settings.DEMO and host not in LOOPBACK:
            raise CommandError(
                "The demo signs anybody in with one click, so it serves on this machine only, "
                f"not on {host}. Use MODE=production."
            )
        refuse_taken_port(host, port)
        prepare()
        run(host, port)


def port_number(text: str) -> int:
    """A port as somebody typed it."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CommandError(f"PORT is a number from 1 to 65535, not {text}.")
    return int(text)


def refuse_taken_port(host: str, port: int) -> None:
    """Say it in one clear line before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise CommandError(
                    f"Port {port} on {host} is taken. Stop what runs there, or choose another: make run PORT={port + 1}"
                ) from error
            raise


def prepare() -> None:
    """Migrations, assets and, on the first run of a demo, the sample programmes."""
    assets.build()
    assets.collect()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if settings.DEMO:
        call_command("load_demo", if_empty=True)


def run(host: str, port: int) -> None:
    """Start both processes, stop both when either ends or a signal comes."""
    web = [sys.executable, "-m", "gunicorn", "jobtwinning.config.wsgi:application", "--bind", f"{host}:{port}"]
    web += [
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--log-level",
        "warning",
        "--preload",  # loaded once, for both
        "--no-control-socket",
        "--forwarded-allow-ips=",  # no proxy stands before it: nobody says where the site begins
    ]
    processes = [subprocess.Popen(web), subprocess.Popen([sys.executable, "manage.py", "worker"])]
    print(f"Job Twinning runs on http://{host}:{port}  (stop with Ctrl-C)", flush=True)
    if settings.DEMO:
        print(f"Sign in with one click: http://{host}:{port}/demo/", flush=True)

    def stop(*_: Any) -> None:
        for process in processes:
            if process.poll() is None:
                process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(process.poll() is None for process in processes):
        time.sleep(0.3)
    stop()
    for process in processes:
        process.wait(timeout=15)
