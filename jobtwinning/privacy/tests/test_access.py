"""Access: everything that is given reaches its person, nothing of anybody else."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path as File
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.accounts.models import Account, AccountSession
from jobtwinning.community.models import StoryApproval
from jobtwinning.core import history, viewlog
from jobtwinning.core.models import ViewLog
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.models import Directive
from jobtwinning.pairs.models import Pair
from jobtwinning.people.consents import record_consent
from jobtwinning.people.models import Person, Region
from jobtwinning.privacy import access, labels, paths
from jobtwinning.privacy.code_words import CODES
from jobtwinning.privacy.models import LegalHold
from jobtwinning.privacy.paths import PATHS, Subject
from jobtwinning.privacy.register import columns
from jobtwinning.programmes.models import Interest, Participation, RoleGrant, Side
from jobtwinning.surveys.models import Answer, Draft, PartTime, Response, ShownField
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from tests import make

SCHEMA = json.loads((File(access.__file__).parent / "access.schema.json").read_text())
MINE, OTHER = "kanariemijn", "kanarieander"
NOW = make.NOW


# --- Complete ---------------------------------------------------------------------------------------


def given() -> dict[str, set[str]]:
    tables: dict[str, set[str]] = {}
    for column in columns():
        if column.access == "give":
            tables.setdefault(column.model, set()).add(column.field)
    return tables


def without_path(known: dict[str, set[str]]) -> set[str]:
    """Tables with something to give that no path leads to."""
    return set(known) - {f"{model._meta.app_label}.{model.__name__}" for model in PATHS}


def test_every_table_with_a_given_column_has_a_path() -> None:
    assert without_path(given()) == set()
    assert len(PATHS) == len(given())


def test_control_a_table_without_a_path_is_seen() -> None:
    assert without_path({**given(), "files.StoredFile": {"name"}}) == {"files.StoredFile"}


def test_everything_given_has_a_label_and_codes_have_words() -> None:
    for table, names in given().items():
        assert labels.title_of(table)
        for name in names:
            assert labels.label_of(table, name)
    for model in PATHS:
        table = f"{model._meta.app_label}.{model.__name__}"
        for field in model._meta.local_concrete_fields:
            choices = getattr(field, "choices", None)
            if choices and field.name in given()[table]:
                assert set(CODES[f"{table}.{field.name}"]) == {str(code) for code, _name in choices}, field


def test_everything_withheld_has_a_reason() -> None:
    assert set(labels.WITHHELD) == {column.model for column in columns() if column.access == "withhold"}


# --- Two people -------------------------------------------------------------------------------------


def make_one_of_everything(cast: Cast, one: Participation) -> None:
    """A row in every table that gives, about this participant."""
    person, account, pair = one.person, one.person.account, cast.pair
    assert account is not None
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    make.make_grant(account, RoleGrant.Role.RESEARCHER, programme=cast.programme)
    Region.objects.filter(pk=make.make_region(f"Streek {person.pk}").pk).update(contact_email=account.email)
    record_consent(person, "research", given=True, text="tekst", text_version="I19/1", at=NOW)
    for instrument, item in (("intake", "I4"), ("final_survey", "N2")):
        response = Response.objects.create(
            response_key=one.response_link.response_key, instrument=instrument, submitted_at=NOW
        )
        Answer.objects.create(response=response, item=item, value="reden")
    Draft.objects.create(response=response, item="N1", typed="half af")
    PartTime.objects.create(response=response, part="work", seconds=60, last_at=NOW, finished_at=NOW)
    ShownField.objects.create(participation=one, field="goals", audience="partner")
    make.make_exit_note(pair.seats.get(person=person))
    Goal.objects.create(pair=pair, owner=person, text="doel")
    HoursEntry.objects.create(pair=pair, person=person, on=NOW.date(), work_hours=Decimal(2), what="dit")
    OutboxMail.objects.create(
        address=person.email, language="nl", template="welcome", subject="Welkom", body_text="Dag", body_html="Dag",
        calendar="x", reply_to=f"antwoord{person.pk}@voorbeeld.example", unique_key=f"welcome-{one.public_id}",
        person_id=person.pk, created_at=NOW, not_before=NOW, sent_at=NOW, state="sent",
    )  # fmt: skip
    history.record("answers_saved", one, by=account, at=NOW, codes={"items": 1})
    moments = {"started_at": NOW, "last_seen_at": NOW, "proved_at": NOW}
    AccountSession.objects.create(account=account, browser="firefox", system="linux", **moments)
    make.make_link(account, email=f"nieuw{person.pk}@voorbeeld.example")
    make.make_stored_file(account)
    make.make_override(one)
    make.make_line(one, cx="x")
    make.make_view(account, cast.programme)
    make.make_moved(one)
    make.make_invitation(one)
    make.make_confidentiality(one)
    make.make_request(one)
    partner = pair.seats.exclude(person=person).get().participation
    assert partner is not None
    make.make_dealt(one, partner)
    stranger = make.make_participation(
        cast.programme, side=Side.NON_TEACHER if one.side == Side.TEACHER else Side.TEACHER
    )
    make.make_talk(*((one, stranger) if one.side == Side.TEACHER else (stranger, one)))
    letter = make.make_employer_letter(cast.programme, cast.region)
    letter.contact_email = person.email
    letter.save()
    Interest.objects.filter(pk=make.make_interest(cast.region, email=person.email).pk).update(channel="x")
    make.make_colleague_list(cast.programme, colleagues=[person.email])
    make.make_colleague_list(cast.programme, email=person.email)
    make.make_contact(one, email=person.email)
    make.make_own_start(cast.region, email=person.email)
    story = make.make_story(pair)
    StoryApproval.objects.create(story=story, person=person, story_version=1, named="not", approved_at=NOW)
    LegalHold.objects.create(subject="person", subject_id=person.public_id, reason="court", since=NOW, set_by_id=1)


# Shared by the two of a pair, so given to both.
SHARED = {"twinning.Meeting", "pairs.Pair", "pairs.PairTableLine", "matching.Directive", "community.Story"}
# Shapes that hold no canary: dates, yes or no, numbers, codes and keys to other tables.
TEXTS = (models.CharField, models.TextField, models.JSONField)
NO_TEXT = {
    "accounts.Account.public_id", "core.History.verb", "core.History.subject_type", "core.History.subject_id",
    "core.History.codes", "core.ViewLog.person_ids", "core.ViewLog.page", "core.ViewLog.data_class",
    "programmes.Participation.public_id", "programmes.RoleGrant.public_id", "pairs.Pair.public_id",
    "people.Consent.text_version", "people.Consent.text_hash", "surveys.Answer.item", "surveys.Draft.item",
    "surveys.PartTime.part", "surveys.ShownField.field", "mail.OutboxMail.address",
    "accounts.Account.email", "people.Person.email", "privacy.LegalHold.subject_id", "core.StoredFile.kind",
    "core.StoredFile.purpose", "account.EmailAddress.email", "people.Region.contact_email",
    "intake.EmployerLetter.contact_email", "intake.NamedColleague.email", "intake.ColleagueList.registrar_email",
    "programmes.ContactPerson.email",
    "pairs.OwnStart.public_id", "pairs.OwnStart.email", "pairs.OwnStart.partner_email",
    "dating.Guest.away", "programmes.Interest.public_id", "programmes.Interest.email", "community.Story.public_id",
}  # fmt: skip
# Of these the value itself, as it is, is looked for.


def plant(world: str, model: type[models.Model], rows: list[Any], taken: set[str]) -> None:
    """Write a canary into every given text of these rows; codes with choices stay what they are."""
    table = f"{model._meta.app_label}.{model.__name__}"
    for name in sorted(given()[table]):
        field = model._meta.get_field(name)
        if not isinstance(field, TEXTS) or getattr(field, "choices", None) or f"{table}.{name}" in NO_TEXT:
            continue
        if f"{table}.{name}" in CODES:
            continue
        for number, row in enumerate(rows):
            value = f"{world}{table.replace('.', '')}{name.replace('_', '')}{number}"
            length = getattr(field, "max_length", None)
            if isinstance(field, models.EmailField):
                value += "@voorbeeld.example"
            if length and len(value) > length:
                value = f"{world}{len(taken)}x"[:length]
            type(row)._default_manager.filter(pk=row.pk).update(**{name: value})
            taken.add(value)


@pytest.fixture
def planted(cast: Cast) -> dict[str, set[str]]:
    """Canaries in everything of the teacher, other ones in everything of everybody else; what is shared apart."""
    for one in (cast.teacher, cast.professional):
        make_one_of_everything(cast, one)
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    make.make_pair_line(cast.pair, cx="x")
    Meeting.objects.create(pair=cast.pair, starts_at=NOW, ends_at=NOW + timedelta(hours=1), made_by=cast.teacher.person)
    Directive.objects.create(
        programme=cast.programme, teacher=cast.teacher, non_teacher=cast.professional, kind="pin", made_by=coordinator
    )
    viewlog.record_view(
        account_id=coordinator.pk,
        person_ids=[cast.teacher.person.public_id, cast.professional.person.public_id],
        page="intake:participants",
        data_class="profile",
    )
    strangers = make.make_participation(cast.programme), make.make_participation(cast.programme, side=Side.NON_TEACHER)
    theirs = make.make_pair(*strangers, state=Pair.State.ACCEPTED)
    make.make_meeting(theirs)
    make.make_story(theirs)
    make.make_pair_line(theirs)
    found: dict[str, set[str]] = {MINE: set(), OTHER: set()}
    subject = Subject.of(cast.teacher.person)
    for model, path in PATHS.items():
        table = f"{model._meta.app_label}.{model.__name__}"
        mine = list(path.rows(subject))
        keys = {row.pk for row in mine}
        everybody = model._default_manager.all()
        plant(MINE, model, mine, found[MINE])
        plant(OTHER, model, [row for row in everybody if row.pk not in keys], found[OTHER])
        assert mine, f"nothing of the teacher in {table}"
        assert table in SHARED or len(keys) < everybody.count() or table.startswith("core."), table
    return found


def is_as_the_schema_says(made: Any) -> bool:
    """Imported here: it parses a grammar of addresses, which every worker would do that only collects this file."""
    import jsonschema

    try:
        jsonschema.validate(made, SCHEMA, format_checker=jsonschema.FormatChecker())
    except jsonschema.ValidationError:
        return False
    return True


def document(person: Person) -> str:
    return json.dumps(access.access_file(person, at=NOW), ensure_ascii=False)


def test_the_file_holds_everything_of_this_person_and_nothing_of_others(
    cast: Cast, planted: dict[str, set[str]]
) -> None:
    person = Person.objects.get(pk=cast.teacher.person.pk)
    text = document(person)
    assert len(planted[MINE]) == 65
    assert len(planted[OTHER]) > 20
    assert cast.professional.person.email not in text
    assert person.email in text
    assert {canary for canary in planted[MINE] if canary not in text} == set()
    assert OTHER not in text
    theirs = document(Person.objects.get(pk=cast.professional.person.pk))
    assert {canary for canary in planted[MINE] if canary in theirs} <= {
        canary for canary in planted[MINE] if any(shared in canary for shared in ("Meeting", "Pair", "Story"))
    }


def always(model: type[models.Model], rows: Any) -> paths.Path:
    """A path that leads everybody to the same rows."""
    return paths.Path(model, lambda subject: rows)


@pytest.mark.parametrize("each", [5, pytest.param(1, marks=pytest.mark.night)])
def test_control_a_path_that_leads_too_far_or_nowhere_is_seen(
    each: int, cast: Cast, planted: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths in turn, by day one in five: open to all, it shows somebody else's canary; shut, one of ours is gone."""
    person = Person.objects.get(pk=cast.teacher.person.pk)
    unseen = {"too far": set[str](), "nowhere": set[str]()}
    for model, path in list(PATHS.items())[::each]:
        everybody = model._default_manager.all()
        rows = everybody.select_related("response") if model in (Answer, Draft) else everybody
        monkeypatch.setitem(PATHS, model, always(model, rows))
        if OTHER not in document(person):
            unseen["too far"].add(model.__name__)
        monkeypatch.setitem(PATHS, model, always(model, rows.none()))
        text = document(person)
        if all(canary in text for canary in planted[MINE]):
            unseen["nowhere"].add(model.__name__)
        monkeypatch.setitem(PATHS, model, path)
    # Tables without a text of one's own; the tests below look at them one by one.
    plain = {
        "Account", "EmailAddress", "RoleGrant", "Consent", "ResponseKey", "Response", "Directive", "Pair", "Seat",
        "ViewLog", "History", "AccountSession", "LegalHold", "StoryApproval", "PartTime", "ShownField",
        "EventInvitation", "Card", "Said", "Guest", "Talk",
    }  # fmt: skip
    assert unseen["too far"] <= plain
    assert unseen["nowhere"] <= plain | {"Employment"}  # a function also stands with the participation


def test_rows_of_one_person_are_rows_of_nobody_outside_the_pair(cast: Cast, planted: dict[str, set[str]]) -> None:
    """Table by table: what the teacher gets, what the partner gets too, and what a stranger gets."""

    def keys(model: type[models.Model], person: Person) -> set[int]:
        return set(PATHS[model].rows(Subject.of(person)).values_list("pk", flat=True))

    teacher, partner = cast.teacher.person, cast.professional.person
    stranger = make.make_person("Imke", "Vos", account=make.make_account())
    found = {model: (keys(model, teacher), keys(model, partner), keys(model, stranger)) for model in PATHS}
    assert [model for model, (own, _partner, _stranger) in found.items() if not own] == []
    assert {model for model, (_own, _partner, others) in found.items() if others} == {Person, Account}
    labels = {
        f"{model._meta.app_label}.{model.__name__}" for model, (own, theirs, _others) in found.items() if own & theirs
    }
    assert labels == {f"{model._meta.app_label}.{model.__name__}" for model in PATHS} & (SHARED | {"core.ViewLog"})


def test_a_person_without_anything_gets_a_valid_file(cast: Cast) -> None:
    nobody = access.access_file(None, at=NOW)
    assert nobody["tables"] == []
    assert is_as_the_schema_says(nobody)


# --- What is kept back inside a row --------------------------------------------------------------------


def table(person: Person, name: str) -> list[dict[str, Any]]:
    tables = {each["table"]: each["rows"] for each in access.access_file(person, at=NOW)["tables"]}
    return [row["values"] for row in tables.get(name, [])]


def test_goals_of_the_partner_stay_out_and_joint_goals_are_in(cast: Cast) -> None:
    make.make_goal(cast.pair, text="samen")
    make.make_goal(cast.pair, text="van mij", owner=cast.teacher.person)
    make.make_goal(cast.pair, text="van hen", owner=cast.professional.person)
    told = [(row["text"]["value"], row["owner"]["text"]) for row in table(cast.teacher.person, "twinning.Goal")]
    assert told == [("samen", "jullie samen"), ("van mij", "jij")]


def test_a_directive_names_only_ones_own_side_and_no_reason(cast: Cast) -> None:
    by = cast.accounts["coordinator"]
    assert by is not None
    Directive.objects.create(
        programme=cast.programme, teacher=cast.teacher, non_teacher=cast.professional, kind="forbid", made_by=by
    )
    (mine,) = table(cast.teacher.person, "matching.Directive")
    (theirs,) = table(cast.professional.person, "matching.Directive")
    assert set(mine) == {"programme", "teacher", "kind"}
    assert set(theirs) == {"programme", "non_teacher", "kind"}


@pytest.mark.parametrize(
    ("state", "holds_secret", "given_back"),
    [("sent", False, {"subject", "body_text"}), ("sent", True, {"subject"}), ("waiting", False, set())],
)
def test_a_mail_is_given_once_it_left_and_never_its_code(
    cast: Cast, state: str, holds_secret: bool, given_back: set[str]
) -> None:
    OutboxMail.objects.create(
        address=cast.teacher.person.email.upper(), language="nl", template="x", subject="S", body_text="123",
        state=state, holds_secret=holds_secret, unique_key="k", created_at=NOW, not_before=NOW,
    )  # fmt: skip
    (row,) = table(cast.teacher.person, "mail.OutboxMail")
    assert set(row) & {"subject", "body_text"} == given_back


def test_who_looked_is_told_without_the_others_who_were_shown(cast: Cast) -> None:
    looker, both = cast.accounts["coordinator"], [cast.teacher.person.public_id, cast.professional.person.public_id]
    assert looker is not None
    viewlog.record_view(account_id=looker.pk, person_ids=both, page="intake:participants", data_class="profile")
    (row,) = table(cast.teacher.person, "core.ViewLog")
    assert row["person_ids"] == {"value": ["you"], "text": "jij"}
    assert row["account_id"]["text"].startswith("Een coördinator van regio Maasmond")
    staff = access.access_file(None, account=looker, at=NOW)
    (own,) = next(each["rows"] for each in staff["tables"] if each["table"] == "core.ViewLog")
    assert "person_ids" not in own["values"]
    assert own["values"]["account_id"]["text"] == "jij"


def test_history_tells_own_things_and_not_the_partners_answer(cast: Cast) -> None:
    me, partner, staff = (cast.accounts[role] for role in ("teacher", "professional", "coordinator"))
    history.record("propose_pair", cast.pair, by=staff, at=NOW)
    history.record("decline_pair", cast.pair, by=partner, at=NOW)
    history.record("log_hours", make.make_hours(cast.pair, cast.professional.person), by=partner, at=NOW)
    history.record("plan_meeting", make.make_meeting(cast.pair), by=partner, at=NOW)
    history.record("start_pair", cast.pair, by=None, at=NOW)
    history.record("answers_saved", cast.professional, by=me, at=NOW, codes={"items": 3})
    rows = table(cast.teacher.person, "core.History")
    assert [(row["verb"]["value"], row["actor_id"]["text"]) for row in rows] == [
        ("propose_pair", "iemand anders"),
        ("plan_meeting", "iemand anders"),
        ("start_pair", "het platform"),
        ("answers_saved", "jij"),
    ]
    assert [set(row) >= {"subject_id"} for row in rows] == [True, True, True, False]


# --- The shape, the page and the command ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_file_is_valid_and_readable(language: str, cast: Cast, planted: dict[str, set[str]]) -> None:
    with translation.override(language):
        made = access.access_file(cast.teacher.person, at=NOW)
    assert is_as_the_schema_says(json.loads(json.dumps(made)))
    titles = [each["title"] for each in made["tables"]]
    assert ("Who you are" if language == "en" else "Wie je bent") in titles
    keys = set(re.findall(r'"(\w+_id|id)": \{"value": (?=\d)', json.dumps(made)))
    assert keys == set()  # primary keys never leave


def test_control_a_file_of_another_shape_is_refused(cast: Cast) -> None:
    made = access.access_file(cast.teacher.person, at=NOW)
    made["tables"][0]["rows"][0]["values"]["surname"] = "los"
    assert not is_as_the_schema_says(made)


def test_the_page_shows_what_the_file_holds(
    cast: Cast, planted: dict[str, set[str]], client_of: Callable[[str], Client]
) -> None:
    client = client_of("teacher")
    page = client.get(reverse("privacy:own_data")).content.decode()
    machines = ("bodyhtml", "calendar", "template", "texthash")
    only_file = {canary for canary in planted[MINE] if any(name in canary for name in machines)}
    assert {canary for canary in planted[MINE] - only_file if canary not in page} == set()
    assert OTHER not in page


def test_the_page_shows_the_newest_of_a_long_table_and_the_file_all(
    cast: Cast, client_of: Callable[[str], Client]
) -> None:
    account = cast.accounts["teacher"]
    for number in range(105):
        history.record("log_hours", cast.teacher, by=account, at=NOW + timedelta(minutes=number))
    page = client_of("teacher").get(reverse("privacy:own_data")).content.decode()
    assert page.count("uren opgeschreven") == 100
    assert "Nog 5 oudere regels staan in het bestand." in page
    assert len(table(cast.teacher.person, "core.History")) == 105


def test_the_download_has_a_safe_name_and_is_never_kept(cast: Cast, client_of: Callable[[str], Client]) -> None:
    response = client_of("teacher").get(reverse("privacy:own_data_file"))
    assert re.fullmatch(r'attachment; filename="job-twinning-\d{4}-\d\d-\d\d\.json"', response["Content-Disposition"])
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"] == "application/json"
    assert is_as_the_schema_says(response.json())


def test_the_file_takes_as_many_queries_for_thirty_rows_as_for_one(cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            access.access_file(cast.teacher.person, at=NOW)
        return len(queries)

    staff = cast.accounts["coordinator"]
    assert staff is not None
    counts = []
    for _round in range(2):
        make.make_goal(cast.pair, owner=cast.teacher.person)
        make.make_meeting(cast.pair)
        viewlog.record_view(
            account_id=staff.pk, person_ids=[cast.teacher.person.public_id], page="x", data_class="profile"
        )
        history.record("x", cast.teacher, by=staff, at=NOW)
        counts.append(count())
    assert counts[0] == counts[1]


def test_the_command_writes_the_file_of_the_person_it_names(cast: Cast) -> None:
    for named in (cast.teacher.person.email.upper(), cast.teacher.person.public_id):
        out = io.StringIO()
        call_command("access_file", named, "--language", "en", stdout=out)
        made = json.loads(out.getvalue())
        assert is_as_the_schema_says(made)
        assert made["tables"][0]["rows"][0]["values"]["surname"]["value"] == "Verbrugge"
    with pytest.raises(CommandError, match="nobody"):
        call_command("access_file", "niemand@voorbeeld.example")


def test_the_view_log_is_asked_by_whole_ids(cast: Cast) -> None:
    ViewLog.objects.create(
        at=NOW, account_id=1, person_ids=[f"x{cast.teacher.person.public_id}"], page="x", previous_hash="", row_hash="1"
    )
    assert paths.shown_in(cast.teacher.person.public_id).count() == 0
    assert paths.shown_in("").count() == 0
