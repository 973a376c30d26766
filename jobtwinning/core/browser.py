"""Find a Chromium for the browser tests; as root on Debian, install it.

`python -m jobtwinning.core.browser` prints what it found; it needs no libraries. Chromium without windows goes first:
the same pages cost it a quarter less work. Without a browser the browser tests are skipped, loudly; with CI=true that
is a failure.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path() -> str | None:
    """The first Chromium on PATH; None when there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Debian's package, when we may; older ones have only the whole browser."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium from Debian's packages for the browser tests", flush=True)
    patience = ["-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=0"]
    subprocess.run(["apt-get", *patience, "update", "-qq"], check=False, capture_output=True)
    for package in NAMES[:2]:
        done = subprocess.run(
            ["apt-get", *patience, "install", "-y", "-qq", "--no-install-recommends", package],
            check=False,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
        )
        if done.returncode == 0:
            return


def main() -> int:
    if shutil.which(NAMES[0]) is None:
        install()
    path = browser_path()
    if path:
        print(f"Browser tests use {path}")
        return 0
    print("NO CHROMIUM FOUND: every browser test will be skipped. Put chromium on PATH to run them.", file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
