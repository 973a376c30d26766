"""The tables for the platform admin: nothing to change, nothing secret, and every look is logged."""

from collections.abc import Callable

from django.apps import apps
from django.test import Client
from django.urls import reverse

from conftest import ROLES, Cast, sign_in
from jobtwinning.accounts.models import Account
from jobtwinning.core.models import ViewLog
from jobtwinning.privacy import tables
from jobtwinning.privacy.models import Erasure, LegalHold
from jobtwinning.privacy.register import columns
from tests import canaries, make
from tests.test_two_regions import furnish
from tests.writes import everything

ClientOf = Callable[[str], Client]


def address(table: tables.Shown) -> str:
    return reverse("tables:table", args=[table.key])


def test_every_table_opens_for_the_admin_and_for_nobody_else(cast: Cast, client_of: ClientOf) -> None:
    furnish(cast)
    clients = {role: client_of(role) for role in ROLES}
    shown = tables.shown_tables()
    assert {"people.person", "accounts.account", "programmes.rolegrant"} <= {table.key for table in shown}
    for number, table in enumerate(shown):
        for role in ("admin", ROLES[number % len(ROLES)]):  # every role asks its share; one guard stands before all
            wanted = {"admin": 200, "nobody": 302}.get(role, 404)
            assert clients[role].get(address(table)).status_code == wanted, (table.key, role)


def test_no_sending_of_any_method_changes_anything(cast: Cast, client_of: ClientOf) -> None:
    furnish(cast)
    admin = client_of("admin")
    before = everything()
    for url in (reverse("tables:index"), *(address(table) for table in tables.shown_tables())):
        for method in ("POST", "PUT", "PATCH", "DELETE") if url == reverse("tables:index") else ("POST",):
            answer = admin.generic(method, url, "action=delete_selected&_save=1", "application/x-www-form-urlencoded")
            assert answer.status_code == 405
    assert everything() == before


def test_no_secret_free_or_sensitive_text_is_shown(cast: Cast) -> None:
    furnish(cast)
    make.make_session(cast.teacher.person.account)
    hidden = {
        (column.model, column.field)
        for column in columns()
        if column.data_class in ("secret", "free_text", "sensitive")
    }
    for table in tables.shown_tables():
        assert not {(table.label, name) for name, _ in table.columns} & hidden
    rows = {model: list(model._default_manager.values_list("pk", flat=True)) for model, _ in canaries.personal_texts()}
    canaries.fill("x", rows)
    admin = Client()
    sign_in(admin, Account.objects.get(is_platform_admin=True))
    seen = "".join(admin.get(address(table)).content.decode() for table in tables.shown_tables())
    assert f"{canaries.CANARY}-x-given_name" in seen  # the control: what may be seen is seen
    also_shown = {name for table in tables.shown_tables() for name, _ in table.columns}  # of another table
    for model, field in hidden:
        if field in also_shown:
            continue
        assert f"{canaries.CANARY}-x-{field}-1<" not in seen.replace("address-", ""), (model, field)
    assert str(admin.session.session_key) not in seen


def test_every_row_about_somebody_is_logged(cast: Cast, client_of: ClientOf) -> None:
    furnish(cast)
    admin = client_of("admin")
    Erasure.objects.create(person_id="abc234def567", at=make.NOW, reason="own", role="self")
    LegalHold.objects.create(
        subject="person", subject_id=cast.teacher.person.public_id, reason="court", since=make.NOW, set_by_id=1
    )
    people = {cast.teacher.person.public_id, cast.professional.person.public_id}
    for key, about in (
        ("people.person", people),
        ("programmes.participation", people),
        ("pairs.seat", people),
        ("accounts.account", people),
        ("twinning.goal", {cast.teacher.person.public_id}),
        ("people.region", set()),
        ("privacy.legalhold", {cast.teacher.person.public_id}),
        ("privacy.erasure", set()),  # who stands there is nobody any more
    ):
        ViewLog.objects.all().delete()
        assert admin.get(reverse("tables:table", args=[key])).status_code == 200, key
        logged = {each for row in ViewLog.objects.all() for each in row.person_ids}
        assert logged >= about, key
        assert bool(logged) == bool(about), key


def test_nothing_tells_whose_answers_are_whose() -> None:
    assert "surveys.responsekeylink" not in {table.key for table in tables.shown_tables()}


def test_there_is_no_other_admin() -> None:
    """Django's own would add writing pages of every table."""
    assert not apps.is_installed("django.contrib.admin")
    assert not hasattr(Account, "is_staff")
