"""What the documents say is there: commands, targets, files, variables; and nothing of the workshop is left behind."""

import ast
import importlib.util
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parents[1]
SCREENS = "docs/screens/"


def tracked() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def documents() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text() for path in tracked() if path.suffix == ".md"}


def code_of(text: str) -> Iterator[str]:
    """Everything in code: lines of code blocks, continued lines joined, and what stands between backticks."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for block in blocks:
        yield from block.replace("\\\n", " ").splitlines()
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (found.replace("\n", " ") for found in re.findall(r"`([^`]+)`", plain))


# --- Commands and targets -----------------------------------------------------------------------------


def wrong_commands(text: str) -> list[str]:
    """Management commands, options and modules that do not exist."""
    wrong = []
    known = get_commands()
    for line in code_of(text):
        for name, rest in re.findall(r"manage\.py (\w+)([^`]*)", line):
            if name not in known:
                wrong.append(f"manage.py {name}")
                continue
            app = known[name]
            command = load_command_class(app, name) if isinstance(app, str) else app
            options = command.create_parser("manage.py", name)._option_string_actions
            wrong += [f"manage.py {name} {each}" for each in re.findall(r"--[\w-]+", rest) if each not in options]
        wrong += [
            f"python -m {name}"
            for name in re.findall(r"python3? -m ([\w.]+)", line)
            if importlib.util.find_spec(name) is None
        ]
    return wrong


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def wrong_targets(text: str) -> list[str]:
    """`make x` without a target x."""
    found = [name for line in code_of(text) for name in re.findall(r"(?:^|\s)make ([a-z][\w-]*)", line)]
    return [name for name in found if name not in targets()]


@pytest.mark.parametrize("name", sorted(documents()))
def test_commands_and_targets_of_a_document_exist(name: str) -> None:
    text = documents()[name]
    assert wrong_commands(text) == []
    assert wrong_targets(text) == []


def test_control_a_command_option_module_or_target_that_is_gone_is_found() -> None:
    text = (
        "```\nmake run\nmake fly\n.venv/bin/python manage.py populate x \\\n    --per-side 3 --wings\n```\n"
        "and `manage.py take_off`, `python -m jobtwinning.matching.engine`, `python -m jobtwinning.sky`"
    )
    assert wrong_commands(text) == ["manage.py populate --wings", "manage.py take_off", "python -m jobtwinning.sky"]
    assert wrong_targets(text) == ["fly"]


def test_readme_shows_every_command_a_user_needs() -> None:
    ours = {name for name, app in get_commands().items() if str(app).startswith("jobtwinning.")}
    internal = {"catalogue", "serve", "worker", "load_demo"}  # behind make, or named in another document
    told = " ".join(documents().values())
    assert {name for name in ours - internal if f"manage.py {name}" not in (ROOT / "README.md").read_text()} == set()
    assert {name for name in ours if name not in told} == set()


# --- Links and files ----------------------------------------------------------------------------------


def wrong_links(text: str, folder: Path) -> list[str]:
    """Links to a file that is not there."""
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [
        link
        for link in found
        if not re.match(r"https?:|mailto:|#", link) and not (folder / link.partition("#")[0]).exists()
    ]


PATH = re.compile(r"^[\w.*/-]+$")
EXAMPLES = {"2.toml"}  # the next version of an instrument
SUFFIXES = (".py", ".md", ".toml", ".json", ".html", ".txt", ".csv", ".po", ".css", ".js", ".svg")


@cache
def known_paths() -> tuple[list[str], set[str]]:
    """Every file of ours and every folder with one."""
    files = [str(path.relative_to(ROOT)) for path in tracked()]
    return files, {str(parent) for name in files for parent in Path(name).parents}


def wrong_paths(text: str) -> list[str]:
    """File names in code and document names in the text that fit no file; run-time folders and addresses left out."""
    files, folders = known_paths()
    named = [each for each in code_of(text) if PATH.match(each) and (each.endswith(SUFFIXES) or "/" in each)]
    named += re.findall(r"\bdocs/[\w/-]+\.md", text)
    wrong = []
    for each in named:
        pattern = re.compile(rf"(^|/){re.escape(each.strip('/')).replace(re.escape('*'), '[^/]+')}$")
        if (
            each in EXAMPLES
            or each.startswith(("var/", "VAR_DIR/"))
            or any(pattern.search(one) for one in [*files, *folders])
        ):
            continue
        wrong.append(each)
    return wrong


@pytest.mark.parametrize("name", sorted(documents()))
def test_links_and_files_of_a_document_are_there(name: str) -> None:
    text, folder = documents()[name], (ROOT / name).parent
    wrong = wrong_links(text, folder)
    if not (ROOT / SCREENS).exists():  # pictures are made from the running demo; once there, all must be
        wrong = [link for link in wrong if not link.startswith(SCREENS)]
    assert wrong == []
    assert wrong_paths(text) == []


def test_control_a_link_or_file_that_is_gone_is_found() -> None:
    text = (
        "[a](docs/testing.md) ![b](docs/nowhere.png) [c](https://x.example) `policy.toml` `tests/gone.py` docs/gone.md"
    )
    assert wrong_links(text, ROOT) == ["docs/nowhere.png"]
    assert wrong_paths(text) == ["tests/gone.py", "docs/gone.md"]
    assert wrong_paths("`*/privacy.toml` `reports/disclosure.py` `tests/journeys` `var/mail`") == []


# --- Settings -----------------------------------------------------------------------------------------

NOT_OURS = {"DJANGO_SETTINGS_MODULE"}
ELSEWHERE = {"CI": "docs/testing.md"}


def variables_read(source: str) -> set[str]:
    """Names that a module reads from the environment, through `env` or `os.environ`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        name: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner = ast.unparse(node.func.value)
            if owner == "env" or (owner == "os.environ" and node.func.attr == "get"):
                name = node.args[0]
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            name = node.slice if isinstance(node.ctx, ast.Load) else None
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            found.add(name.value)
    return found


def variables_told(text: str) -> set[str]:
    """Names in the first column of the table."""
    cells = re.findall(r"^\| *([^|]*`[^|]*) *\|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}


def test_settings_document_names_exactly_what_is_read() -> None:
    read = {
        name
        for path in tracked()
        if path.suffix == ".py"
        and (path.parts[len(ROOT.parts)] in ("jobtwinning", "deploy") or path.name == "environment.py")
        if "tests" not in path.relative_to(ROOT).parts or path.name == "environment.py"
        for name in variables_read(path.read_text())
    }
    for name, place in ELSEWHERE.items():
        assert name in read
        assert f"`{name}=" in documents()[place]
    told = variables_told(documents()["docs/settings.md"])
    assert "VAR_DIR" in told
    assert read - NOT_OURS - set(ELSEWHERE) == told


def test_control_a_variable_is_found_however_it_is_read() -> None:
    source = 'A = env.str("ONE")\nB = os.environ.get("TWO", "")\nC = os.environ["THREE"]\nos.environ["MADE"] = "x"\n'
    assert variables_read(source) == {"ONE", "TWO", "THREE"}
    assert variables_told("| variable | x |\n|---|---|\n| `A`, `B_C` ● | `D` |\n") == {"A", "B_C"}


# --- Leftovers ----------------------------------------------------------------------------------------

LEFTOVERS = {  # written apart, so that this file does not find itself
    "a path of somebody's machine": r"(?<![\w.}/])/(?:wo" + r"rk|ho" + r"me|ro" + r"ot|Us" + r"ers)/\w",
    "a package registry": r"pyp" + r"i\.org|pythonhos" + r"ted|index-u" + r"rl|npm" + r"js",
    "something left to do": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b",
    "filler": r"(?i)lorem ip" + r"sum",
}


def leftovers(text: str) -> list[str]:
    return [
        f"{number}: {what}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in LEFTOVERS.items()
        if re.search(pattern, line)
    ]


def test_no_file_holds_leftovers_of_the_workshop() -> None:
    found, read = [], 0
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue  # a picture or a font
        read += 1
        found += [f"{path.relative_to(ROOT)}:{each}" for each in leftovers(text)]
    assert read > 300
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "open('/ho" + "me/jan/x')",
        "see /wo" + "rk/x",
        "https://pyp" + "i.org/simple",
        "# TO" + "DO later",
        "Lorem ip" + "sum dolor",
    ],
)
def test_control_a_leftover_is_found(line: str) -> None:
    assert len(leftovers(line)) == 1
    assert leftovers("templates/work/x.html, page /werk/, core/home/y, hackathon") == []
