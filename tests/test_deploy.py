"""The files of deploy/ agree with the platform: commands, variables, paths, one place for the headers of the proxy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests import production
from tests.test_docs import ROOT, documents, variables_told, wrong_commands

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service" and "User=" in path.read_text()]
OF_OTHERS = {  # read by the database, the proxy, Python or systemd, not by us
    *("DATABASE_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "SITE_NAME", "UPSTREAM"),
    *("PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR"),
    "ENVIRONMENT_FILE",
}
HARDENING = {
    *("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes"),
    *("CapabilityBoundingSet=", "RestrictNamespaces=yes", "RestrictSUIDSGID=yes", "SystemCallFilter=@system-service"),
}


def texts() -> dict[str, str]:
    """Every file of the folder that is text."""
    return {str(path.relative_to(ROOT)): path.read_text() for path in sorted(DEPLOY.rglob("*")) if is_text(path)}


def is_text(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def unknown_commands(text: str) -> list[str]:
    """Management commands that do not exist, however they are called: list of words, line, or `deploy/manage`."""
    plain = re.sub(r'"\s*,\s*"', " ", text)
    called = "\n".join(re.findall(r"manage\.py \w+[^\n\"&;]*", re.sub(r"deploy/manage (?=\w)", "manage.py ", plain)))
    return wrong_commands(f"```\n{called}\n```")


def variables_named(text: str) -> set[str]:
    """Names that a file sets: NAME=value, NAME: value, ENV NAME=value, ${NAME}, {$NAME}."""
    text = re.sub(r"^\s*#.*", "", text, flags=re.MULTILINE)
    found = re.findall(r"(?:^|[\s\"])([A-Z][A-Z_]{2,})=", text) + re.findall(
        r"^\s+([A-Z][A-Z_]{2,}):", text, re.MULTILINE
    )
    return {*found, *re.findall(r"\$\{?([A-Z][A-Z_]{2,})", text)} - {"MAINPID"}


@pytest.mark.parametrize("name", sorted(texts()))
def test_commands_and_variables_of_a_file_exist(name: str) -> None:
    text = texts()[name]
    assert unknown_commands(text) == []
    if not name.endswith(".py"):  # those are read like our own, in test_docs
        assert variables_named(text) - variables_told(documents()["docs/settings.md"]) - OF_OTHERS == set()


def test_control_a_command_or_variable_that_is_gone_is_found() -> None:
    text = 'ExecStart=x/python manage.py fly --high\ncommand: ["python", "manage.py", "soar"]\ndeploy/manage land now\n'
    assert unknown_commands(text) == ["manage.py fly", "manage.py soar", "manage.py land"]
    assert variables_named("ENV A_B=1 \\\n  C_D=2\nx:\n  E_F: ${G_H}\n# I_J=1\n{$K_L:x}") == {
        *("A_B", "C_D", "E_F", "G_H", "K_L")
    }


def test_commands_of_the_document_exist() -> None:
    text = documents()["docs/deploying.md"]
    assert unknown_commands(text) == []
    told = set(re.findall(r"deploy/manage (\w+)", text))
    assert told >= {"migrate", "createcachetable", "collectstatic", "check", "create_admin", "alerts", "sendtestemail"}
    assert told <= set(get_commands())


def test_settings_example_passes_djangos_list(tmp_path: Path) -> None:
    lines = [line for line in (DEPLOY / "jobtwinning.env.example").read_text().splitlines() if not line.startswith("#")]
    values = dict(line.split("=", 1) for line in lines)
    assert values["SECRET_KEY"] == ""  # nobody runs with a key that the whole world knows
    filled = {key: value.strip('"') for key, value in values.items()} | {
        "SECRET_KEY": production.SECRET_KEY,
        "VAR_DIR": str(tmp_path),
    }
    done = production.manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **filled)
    assert (done.returncode, done.stderr) == (0, "")


def test_gunicorn_takes_its_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gunicorn", "--check-config", "-c", "deploy/gunicorn.conf.py"]
    done = subprocess.run(
        [*command, "jobtwinning.config.wsgi:application"],
        cwd=ROOT,
        env=production.environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", ["deploy/nginx.conf", "deploy/Caddyfile"])
def test_proxy_makes_its_headers_in_one_place_and_adds_to_nothing(name: str) -> None:
    text = texts()[name]
    assert text.count("X-Forwarded-For ") == text.count("X-Forwarded-Proto ") == 1
    assert "proxy_add_x_forwarded_for" not in text
    assert re.search(r"X-Forwarded-For (\$remote_addr;|\{remote_host\})", text)
    assert re.search(r"X-Forwarded-Proto (\$scheme;|\{scheme\})", text)


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_service_is_hardened_and_starts_what_is_there(path: Path) -> None:
    lines = set(path.read_text().splitlines())
    assert HARDENING - lines == set()
    assert {
        "User=jobtwinning",
        "WorkingDirectory=/opt/jobtwinning/current",
        "EnvironmentFile=/etc/jobtwinning.env",
    } < lines
    start = next(line for line in lines if line.startswith("ExecStart="))
    assert re.match(r"ExecStart=/opt/jobtwinning/current/\.venv/bin/(python manage\.py|gunicorn -c deploy/)", start)


def test_the_units_are_those_that_the_document_starts() -> None:
    names = {path.name for path in UNITS}
    assert len(SERVICES) == 4
    told = documents()["docs/deploying.md"]
    for name in ("jobtwinning-web", "jobtwinning-worker", "jobtwinning-backup.timer", "jobtwinning-alerts.timer"):
        assert name in told
        assert name in names or f"{name}.service" in names


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        text = path.read_text().replace("/opt/jobtwinning/current/.venv/bin/gunicorn", sys.executable)
        text = text.replace("/opt/jobtwinning/current/.venv/bin/python", sys.executable)
        (tmp_path / path.name).write_text(text.replace("/opt/jobtwinning/current", str(ROOT)))
    files = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []
    assert done.returncode == 0


def test_image_is_pinned_without_tests_and_not_of_root() -> None:
    text = texts()["deploy/Containerfile"]
    installs = re.findall(r"pip install [^\n&]+", text)
    assert len(installs) == 2
    assert all("--require-hashes" in each for each in installs)
    assert "requirements-dev" not in text
    assert re.findall(r"^USER (\w+)", text, re.MULTILINE) == ["jobtwinning"]
    assert re.search(r"\b(ADD|curl|wget)\b", text) is None
    for line in re.findall(r"^COPY (?!--from)(.+)", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in (ROOT / ".dockerignore").read_text().splitlines()


def test_compose_runs_one_image_as_web_and_worker() -> None:
    text = texts()["deploy/compose.yaml"]
    assert re.findall(r"image: (\S+)", text) == [
        *("jobtwinning", "docker.io/library/postgres:16-bookworm", "docker.io/library/caddy:2")
    ]
    assert text.count("<<: *platform") == 3
    assert "read_only: true" in text
    assert 'command: ["python", "manage.py", "worker"]' in text
