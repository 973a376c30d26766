"""Build what is not kept in the repository: compiled translations, fonts, hashed static files.

`python -m jobtwinning.core.assets`; does nothing when everything is newer than its source.
"""

import os
from pathlib import Path

import polib


def compile_translations(folder: Path) -> list[Path]:
    """Write a .mo beside every .po that is newer; no GNU gettext needed."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            made.append(target)
    return made


def build() -> None:
    """Everything that tests and the server need."""
    from jobtwinning.core.build_fonts import build_fonts

    core = Path(__file__).parent
    compile_translations(core / "locale")
    build_fonts(core / "static" / "core" / "fonts")


def collect() -> None:
    """Hashed and compressed static files for the server, only when a source changed."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    sources = [path for path in Path(settings.BASE_DIR, "jobtwinning").glob("*/static/**/*") if path.is_file()]
    stamp = root / ".stamp"
    newest = max(path.stat().st_mtime for path in sources)
    content = f"{newest} {len(sources)}"
    if not stamp.exists() or stamp.read_text() != content:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(content)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobtwinning.config.settings")
    build()
