"""What somebody typed is not lost when the sign-in turns out too old: it waits in the browser's session.

After signing in the same person sends it again with one button, through all the checks of any form. Somebody else at
the same browser never sees it. Files and passwords are not kept.
"""

import time
from dataclasses import dataclass

from django.http import HttpRequest

from jobtwinning.accounts.adapter import is_own_path
from jobtwinning.accounts.models import Account

KEY = "kept_form"
LIFE_SECONDS = 30 * 60
MOST_LETTERS = 200_000
NEVER = ("password", "current", "code", "csrfmiddlewaretoken")


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that was sent too late: where to, and its fields in their order."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool


def keep(request: HttpRequest, account: Account) -> bool:
    """Remember what was sent, for this account; False when it is too much. Call it after `logout`, which forgets."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in NEVER]
    if sum(len(name) + len(value) for name, value in fields) > MOST_LETTERS:
        return False
    request.session[KEY] = {
        "account": account.public_id,
        "at": time.time(),
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
    }
    return True


def kept_form(request: HttpRequest, account: Account) -> KeptForm | None:
    """What this account sent too late, at most half an hour ago."""
    kept = request.session.get(KEY)
    if not kept or kept["account"] != account.public_id or time.time() - kept["at"] > LIFE_SECONDS:
        return None
    if not is_own_path(kept["path"]):
        return None
    return KeptForm(kept["path"], [(name, value) for name, value in kept["fields"]], kept["had_files"])


def forget(request: HttpRequest) -> None:
    """A form was sent well: nothing waits any more."""
    if KEY in request.session:
        del request.session[KEY]
