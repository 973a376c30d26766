"""The licence of every library in the lock, from what each says about itself.

`python -m jobtwinning.core.licences` writes docs/licences.md and fails on a licence that nobody looked at.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "licences.md"
LOCKS = {
    "run": ROOT / "requirements.txt",
    "tests": ROOT / "requirements-dev.txt",
    "set-up": ROOT / "requirements-pip.txt",
}

ALLOWED = {  # free, and no duty on our own code beyond naming it; LGPL and MPL: we use them unchanged
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "LGPL-3.0-only"),
    *("MIT", "MIT-0", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib", "Unlicense"),
}
# Read by a person in the library itself: it does not say, says it in a sentence, or is not installed on every system.
READ = {
    "axe-playwright-python": "MIT AND MPL-2.0",
    "colorama": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "pytest-django": "BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
}
NAMES = {  # the ways in which a library writes it
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "SIL OFL 1.1": "OFL-1.1",
}


@dataclass(frozen=True, slots=True)
class Library:
    """A locked library, what it is for and its licence as an SPDX expression; empty when it does not say."""

    name: str
    versions: str
    used: str
    licence: str

    @property
    def is_allowed(self) -> bool:
        """One side of every OR, every part of an AND."""
        choices = re.sub(r"[()]", "", self.licence).split(" OR ")
        return any(set(re.split(r" AND | WITH ", choice)) <= ALLOWED for choice in choices)


def locked(lock: Path) -> dict[str, list[str]]:
    """Names and versions in a lock; one library may have a version per Python."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", lock.read_text(), re.MULTILINE):
        found.setdefault(name.lower(), []).append(version)
    return found


def libraries() -> Iterator[Library]:
    """Every locked library once, under the first use."""
    seen: set[str] = set()
    for used, lock in LOCKS.items():
        for name, versions in sorted(locked(lock).items()):
            if name not in seen:
                seen.add(name)
                yield Library(name, ", ".join(versions), used, licence_of(name))


def licence_of(name: str) -> str:
    """What was read, else what the library says: expression, field, classifier."""
    if name in READ:
        return READ[name]
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    for expression in said.get_all("License-Expression", []):
        return str(expression)
    classifiers = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License")]
    for text in [*said.get_all("License", []), *classifiers]:
        plain = NAMES.get(str(text).strip(), str(text).strip())
        if plain in ALLOWED:
            return plain
    return ""


def written(rows: list[Library]) -> str:
    """The document."""
    head = "# Licences\n\nOf every library in the lock; `make licences` writes this list. Ours: EUPL-1.2.\n\n"
    table = "| library | version | for | licence |\n|---|---|---|---|\n"
    return head + table + "".join(f"| {row.name} | {row.versions} | {row.used} | {row.licence} |\n" for row in rows)


def main() -> int:
    rows = list(libraries())
    LIST.write_text(written(rows))
    wrong = [f"{row.name}: {row.licence or 'does not say'}" for row in rows if not row.is_allowed]
    for line in wrong:
        print(f"Nobody looked at this licence yet: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
