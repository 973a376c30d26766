"""Read policy.toml and ask the site one cell of it."""

import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse, translate_url
from django.utils import translation

from conftest import ROLES, Cast
from tests.policy_objects import OBJECTS

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
POLICY = tomllib.loads((Path(__file__).parents[1] / "policy.toml").read_text())


@dataclass(frozen=True)
class Cell:
    """One URL name, one role, one method, and the answer that is expected."""

    name: str
    role: str
    method: str
    expected: str


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For crawls that come by this page thousands of times and look at something else."""
    return HttpResponse(status=404)


def views() -> dict[str, Callable[..., HttpResponseBase]]:
    """The view of every named URL of the site, namespace included."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern.url_patterns, inner)
            else:
                yield f"{prefix}{pattern.name}", pattern.callback

    return dict(walk(get_resolver().url_patterns, ""))


def expected(row: dict[str, dict[str, str]], method: str, role: str) -> str:
    """The policy's word; HEAD is as GET."""
    answers = row.get("GET" if method == "HEAD" else method)
    if answers is None:
        return "405"
    return answers.get(role, answers.get("everyone", "404"))


def cells(name: str, *, every: bool = True) -> list[Cell]:
    """Every role and method of one URL. Without `every` the methods that the page is not made for are asked by two:
    a stranger and the first role that the page answers; what they get hangs on the method, hardly on who asks."""
    row = POLICY[name]
    all_cells = [Cell(name, role, method, expected(row, method, role)) for role in ROLES for method in METHODS]
    answered = next((cell.role for cell in all_cells if cell.expected == "200"), ROLES[-1])
    return [cell for cell in all_cells if every or cell.method in row or cell.role in (ROLES[0], answered)]


def address(name: str, cast: Cast, fixture: str = "") -> str:
    """The URL, its arguments filled from the cast: those of the policy's own object unless another is named."""
    fixture = fixture or POLICY[name].get("object")
    return reverse(name, kwargs=OBJECTS[fixture](cast) if fixture else {})


def in_language(url: str, language: str) -> str:
    """The same page's address in a language, from its Dutch one."""
    with translation.override("nl"):
        return translate_url(url, language)


def answer(client: Client, method: str, url: str) -> HttpResponseBase:
    """Ask without leaving a trace, in the database or in the browser."""
    sid, cookies = transaction.savepoint(), deepcopy(client.cookies)
    try:
        return client.generic(method, url)
    finally:
        transaction.savepoint_rollback(sid)
        client.cookies = cookies


def word(response: HttpResponseBase) -> str:
    """The answer in the policy's words: a status, with the name of the page it leads to."""
    if response.status_code in (301, 302, 303):
        path = response.headers["Location"].partition("?")[0]
        return f"{response.status_code}:{resolve(path).view_name}"
    return str(response.status_code)
