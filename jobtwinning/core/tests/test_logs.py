"""Ids and codes, never a value."""

import json
import logging
from typing import Any

import pytest
from django.core.exceptions import DisallowedHost
from django.test import Client

from jobtwinning.core import logs

CANARY = "kanarie"


def line(name: str, text: str, *values: object, error: BaseException | None = None) -> dict[str, Any]:
    """The record as it would stand in the log."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, "/a/b/django/core/x.py", 7, text, values, exc_info)
    told: dict[str, Any] = json.loads(logs.JsonFormatter().format(record))
    return told


def caught(depth: int) -> BaseException:
    """An error with a cause, raised where a local value holds a canary."""
    local = f"{CANARY}@voorbeeld.example"
    try:
        try:
            int(local)
        except ValueError as error:
            raise DisallowedHost(local) from error
    except DisallowedHost as error:
        return error
    raise AssertionError(depth)


def test_our_own_line_stands_as_it_is() -> None:
    told = line("jobtwinning.mail.sending", "mail %s sent, attempt %d", "abc123", 2)
    assert told["message"] == "mail abc123 sent, attempt 2"
    assert "where" not in told


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        ("Not Found: %s", (f"/{CANARY}/",), "Not Found: …"),
        ("took %d ms for %s", (12, CANARY), "took 12 ms for …"),
        (f"Invalid HTTP_HOST header: {CANARY}", (), "…"),
        ("%(status)d for %(name)s", ({"status": 5, "name": CANARY},), "5 for …"),
        ("%d people", (CANARY,), "%d people"),
    ],
)
def test_a_line_of_a_library_keeps_its_sentence_without_the_values(
    text: str, values: tuple[object, ...], message: str
) -> None:
    told = line("django.request", text, *values)
    assert (told["message"], told["where"]) == (message, "django/core/x.py:7")
    assert CANARY not in json.dumps(told)


@pytest.mark.parametrize("name", ["jobtwinningx", "py.warnings", "root", "django.jobtwinning.x"])
def test_only_our_own_loggers_are_trusted(name: str) -> None:
    assert CANARY not in json.dumps(line(name, CANARY))


def test_an_error_is_told_by_types_and_places_without_its_text() -> None:
    told = line("jobtwinning.x", "it went wrong", error=caught(1))
    types = [each for each in told["error"] if not each.startswith(" ")]
    assert types == ["django.core.exceptions.DisallowedHost", "builtins.ValueError"]
    assert "core/tests/test_logs.py" in told["error"][1]
    assert CANARY not in json.dumps(told)


def test_control_the_usual_traceback_holds_the_text() -> None:
    error = caught(1)
    assert CANARY in logging.Formatter().formatException((type(error), error, error.__traceback__))


def test_request_id_that_comes_in_is_not_looked_at(db: None) -> None:
    answers = [Client().get("/healthz", headers={"X-Request-ID": CANARY}) for _ in range(2)]
    given = {answer.headers["X-Request-ID"] for answer in answers}
    assert len(given) == 2
    assert all(len(each) == 12 and int(each, 16) >= 0 for each in given)


def test_carried_id_ends_with_the_block() -> None:
    with logs.carried("abc"):
        assert line("jobtwinning.x", "y")["request_id"] == "abc"
    assert line("jobtwinning.x", "y")["request_id"] == "-"
