"""What goes into the log: ids and codes, never a value that somebody typed. In production one JSON object per line.

Our own lines (loggers under `jobtwinning`) are written with care and stand as they are. A line of Django or a
library may repeat an address, a header or a field: its numbers stay, its other values are left out, and `where`
tells which line of which file spoke. An exception is told by its type and its places, without its text.
"""

import contextvars
import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponseBase

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")

OWN = "jobtwinning"
LEFT_OUT = "…"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
EXTRAS = ("method", "url", "status", "ms", "account")  # of an access line
access = logging.getLogger("jobtwinning.access")


@contextmanager
def carried(queued_by: str) -> Iterator[None]:
    """Lines written here carry the id of the request that asked for this work."""
    token = request_id.set(queued_by or "-")
    try:
        yield
    finally:
        request_id.reset(token)


class RequestIdFilter(logging.Filter):
    """Put the request id in the log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = id_of(record)
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object per line, without anything that somebody sent."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": id_of(record),
            "message": message_of(record),
        }
        if not is_own(record):
            line["where"] = place(record.pathname, record.lineno)
        line |= {name: getattr(record, name) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def id_of(record: logging.LogRecord) -> str:
    """Of the request that the line is about, which may be over; else of the one that is being answered."""
    return str(getattr(getattr(record, "request", None), "log_id", request_id.get()))


def is_own(record: logging.LogRecord) -> bool:
    return record.name == OWN or record.name.startswith(f"{OWN}.")


def message_of(record: logging.LogRecord) -> str:
    """Our own words; of others the sentence without its values, nothing when it was filled in before we got it."""
    if is_own(record):
        return record.getMessage()
    if not record.args:
        return LEFT_OUT
    try:
        return str(str(record.msg) % without_values(record.args))
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def without_values(values: tuple[object, ...] | Mapping[str, object]) -> tuple[object, ...] | dict[str, object]:
    if isinstance(values, Mapping):
        return {key: number_only(value) for key, value in values.items()}
    return tuple(number_only(value) for value in values)


def number_only(value: object) -> object:
    return value if isinstance(value, int | float) else LEFT_OUT


def told(error: BaseException) -> list[str]:
    """The types and places of an error and of what caused it; no text and no values, since those quote the data."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        lines += [f"  {place(frame.filename, frame.lineno)} {frame.name}" for frame in frames]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return lines


def place(filename: str, line: int | None) -> str:
    """The last folders of a file and the line."""
    return f"{'/'.join(Path(filename).parts[-3:])}:{line}"


def log_access(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """One line per request: the name of the page, never its address or query."""
    match = request.resolver_match
    account = getattr(request, "_cached_user", None)  # only when the page asked who it is: no query for the log
    access.info(
        "request",
        extra={
            "method": request.method if request.method in METHODS else "OTHER",
            "url": match.view_name if match else "-",
            "status": response.status_code,
            "ms": round(seconds * 1000),
            "account": getattr(account, "pk", None),
        },
    )
