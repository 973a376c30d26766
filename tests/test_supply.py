"""What we did not write ourselves: pinned, listed, licensed, and never fetched from elsewhere by a page."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jobtwinning.core import licences
from jobtwinning.core.licences import LOCKS, Library, libraries, locked
from tests import production
from tests.test_docs import ROOT, tracked

# --- The lock -----------------------------------------------------------------------------------------

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PINNED = re.compile(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+]+( ; [^\\]+)?")


def faults(lock: str) -> list[str]:
    """Requirements without an exact version or a hash, addresses and options."""
    found = []
    for entry in re.sub(r"\\\n\s*", " ", lock).splitlines():
        requirement = HASH.sub("", entry).strip()
        if not HASH.search(entry) or not PINNED.fullmatch(requirement):
            found.append(requirement)
    return found


@pytest.mark.parametrize("lock", LOCKS.values(), ids=lambda path: path.name)
def test_every_line_of_a_lock_is_pinned_and_hashed_and_holds_no_address(lock: Path) -> None:
    assert faults(lock.read_text()) == []
    assert "://" not in lock.read_text()


@pytest.mark.parametrize(
    "line",
    [
        "django==5.2",
        "django>=5.2 --hash=sha256:" + "a" * 64,
        "x @ https://example.org/x.whl --hash=sha256:" + "a" * 64,
        "--extra-index x",
        "-r other.txt",
    ],
)
def test_control_a_loose_line_is_found(line: str) -> None:
    assert len(faults(line)) == 1
    assert faults("django==5.2 ; python_version > '3' \\\n    --hash=sha256:" + "a" * 64) == []


def test_what_runs_is_in_both_locks_with_the_same_version() -> None:
    run, tests = locked(LOCKS["run"]), locked(LOCKS["tests"])
    assert len(run) > 30
    assert {name: tests.get(name) for name in run} == run


# --- Licences and parts -------------------------------------------------------------------------------


def test_every_library_has_a_licence_that_somebody_looked_at() -> None:
    rows = list(libraries())
    assert [row for row in rows if not row.is_allowed] == []
    assert licences.LIST.read_text() == licences.written(rows), "make licences"


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("AGPL-3.0-only", False),
        ("", False),
        ("AGPL-3.0-only OR MIT", True),
        ("AGPL-3.0-only AND MIT", False),
        ("(MIT AND PSF-2.0)", True),
    ],
)
def test_control_a_licence_that_nobody_allowed_is_refused(licence: str, allowed: bool) -> None:
    assert Library("x", "1", "run", licence).is_allowed is allowed


@pytest.mark.night
def test_list_of_parts_names_what_runs_with_its_hashes(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"
    recipe = re.search(r"^sbom:.*\n(?:\t.*\n)+", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipe
    command = re.search(r"cyclonedx-py ((?:.*\\\n)*.*) -o var/sbom\.json", recipe[0])
    assert command
    options = command[1].replace("\\\n", " ").split()
    program = str(Path(sys.executable).parent / "cyclonedx-py")
    subprocess.run([program, *options, "-o", str(target)], cwd=ROOT, check=True, capture_output=True)
    parts = json.loads(target.read_text())
    assert (parts["bomFormat"], parts["metadata"]["component"]["name"]) == ("CycloneDX", "jobtwinning")
    named = {(part["name"].lower(), part["version"]) for part in parts["components"]}
    assert named == {(name, version) for name, versions in locked(LOCKS["run"]).items() for version in versions}
    assert all(part["externalReferences"][0]["hashes"] for part in parts["components"])


# --- Nothing from elsewhere ---------------------------------------------------------------------------

OUTSIDE = r"(?:https?:)?//[\w{]"


def fetched_from_elsewhere(name: str, text: str) -> list[str]:
    """What a browser or mail program would fetch from another host; a link to click is not fetched."""
    if name.endswith(".html"):
        tags = re.findall(r"<(?!a\b|!)[a-z][^>]*>", text)
        found = [
            tag
            for tag in tags
            if re.search(rf"\b(?:src|srcset|href|action|data|poster|background)=[\"']{OUTSIDE}", tag)
        ]
        return found + re.findall(rf"url\([\"']?{OUTSIDE}[^)]*", text)
    if name.endswith(".css"):
        return re.findall(rf"(?:url\(|@import)\s*[\"']?{OUTSIDE}[^;)]*", text)
    return re.findall(rf"[\"'`]{OUTSIDE}[^\"'`]*", text)


def test_no_page_style_or_script_fetches_from_elsewhere() -> None:
    files = [path for path in tracked() if path.suffix in (".html", ".css", ".js", ".svg")]
    assert len(files) > 100
    assert {path.suffix for path in files} >= {".html", ".css", ".js"}
    assert [
        each for path in files for each in fetched_from_elsewhere(path.name.replace(".svg", ".html"), path.read_text())
    ] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script src="https://cdn.example/x.js"></script>'),
        ("a.html", "<img alt='' src='//cdn.example/x.png'>"),
        ("a.html", '<p style="background:url(https://cdn.example/x)">'),
        ("a.css", '@import "https://cdn.example/x.css";'),
        ("a.css", "p { background: url(//cdn.example/x) }"),
        ("a.js", 'fetch("https://cdn.example/x")'),
    ],
)
def test_control_something_from_elsewhere_is_found(name: str, text: str) -> None:
    assert len(fetched_from_elsewhere(name, text)) == 1
    assert fetched_from_elsewhere("a.html", '<a href="https://www.example">x</a><img src="/static/x.png">') == []


# --- Two builds ---------------------------------------------------------------------------------------


def build(folder: Path) -> dict[str, str]:
    """A clean copy with new fonts and collected files; every file and its hash."""
    shutil.copytree(
        ROOT / "jobtwinning", folder / "jobtwinning", ignore=shutil.ignore_patterns("__pycache__", "fonts", "*.mo")
    )
    shutil.copy(ROOT / "manage.py", folder)
    environment = production.environment(folder / "var")
    for arguments in (["-m", "jobtwinning.core.assets"], ["manage.py", "collectstatic", "--noinput"]):
        subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=True, capture_output=True)
    made = [*(folder / "var" / "static").rglob("*"), *folder.rglob("*.mo")]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in made if path.is_file()
    }


@pytest.mark.night
def test_two_clean_builds_are_equal_to_the_byte(tmp_path: Path) -> None:
    first, second = build(tmp_path / "one"), build(tmp_path / "two")
    assert len(first) > 100
    assert any(name.endswith(".woff2") for name in first)
    assert any(name.endswith("staticfiles.json") for name in first)
    assert first == second
