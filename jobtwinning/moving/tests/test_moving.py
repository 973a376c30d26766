"""A list goes in by the pages: columns, trial, taking over, Start; or everything is thrown away."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from conftest import Cast
from jobtwinning.accounts.models import Account
from jobtwinning.core import background, clock, inside
from jobtwinning.core.models import History, LongWork, StoredFile
from jobtwinning.intake import imports
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import MailHold, OutboxMail
from jobtwinning.mail.sending import due_mails
from jobtwinning.moving.models import Move
from jobtwinning.moving.tests.lists import PAIR_HEAD, excel, pair_list, pair_rows, people_list, sent
from jobtwinning.pairs import tasks as pair_tasks
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Organisation, Person
from jobtwinning.programmes.models import Participation
from jobtwinning.twinning import tasks as twinning_tasks
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from tests.writes import everything

ClientOf = Callable[[str], Client]


class Walk:
    """The coordinator's way through the pages with one list."""

    def __init__(self, client: Client, slug: str) -> None:
        self.client, self.slug = client, slug

    def send(self, content: bytes, name: str = "") -> Move:
        answer = self.client.post(reverse("moving:lists", args=[self.slug]), {"file": sent(content, name)})
        assert answer.status_code == 302, answer.content.decode()
        return Move.objects.get(public_id=answer["Location"].split("/")[-3])

    def refused(self, content: bytes, name: str = "") -> str:
        answer = self.client.post(reverse("moving:lists", args=[self.slug]), {"file": sent(content, name)})
        assert answer.status_code == 422
        return answer.content.decode()

    def url(self, name: str, move: Move) -> str:
        return reverse(f"moving:{name}", args=[self.slug, move.public_id])

    def choose(self, move: Move, **more: str) -> Client:
        move.refresh_from_db()
        codes = {f"column_{number}": code for number, code in enumerate(move.columns)}
        answer = self.client.post(self.url("columns", move), {"version": str(move.version), **codes, **more})
        assert answer.status_code == 302, answer.context["form"].errors
        return self.client

    def trial(self, move: Move) -> dict[int, str]:
        page = self.client.get(self.url("trial", move))
        assert page.status_code == 200
        return {row.number: row.outcome for row, _changes in page.context["rows"]}

    def take(self, move: Move, **more: str) -> Move:
        move.refresh_from_db()
        answer = self.client.post(self.url("trial", move), {"version": str(move.version), **more})
        assert answer.status_code == 302, answer.context["form"].errors
        return self.work(move)

    def start(self, move: Move, **more: str) -> Move:
        answer = self.client.post(self.url("start", move), {"version": str(move.version), **more})
        assert answer.status_code == 302
        return self.work(move)

    def work(self, move: Move) -> Move:
        while background.run_next():
            pass
        move.refresh_from_db()
        return move

    def all(self, content: bytes, name: str = "") -> Move:
        move = self.send(content, name)
        self.choose(move)
        return self.take(move)


@pytest.fixture
def walk(cast: Cast, client_of: ClientOf) -> Walk:
    return Walk(client_of("coordinator"), cast.programme.slug)


@pytest.mark.parametrize("content", [people_list(6), pair_list(3)], ids=["people", "pairs"])
def test_the_page_tells_how_far_it_is_inside_the_one_transaction(
    walk: Walk, content: bytes, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(background, "REPORT_SECONDS", 0)
    monkeypatch.setattr(imports, "BATCH", 2)
    move = walk.send(content)
    walk.choose(move)
    shown: list[int] = []
    tell = inside.tell

    def tell_and_look(public_id: str, percent: int) -> None:
        tell(public_id, percent)
        work = LongWork.objects.get(public_id=public_id)
        assert (work.step, work.percent) == ("bring", 20), "the database would show nobody anything else"
        page = walk.client.get(walk.url("progress", move), headers={"hx-request": "true"})
        shown.append(int(re.findall(r'<progress max="100" value="(\d+)"', page.content.decode())[0]))

    monkeypatch.setattr(inside, "tell", tell_and_look)
    assert walk.take(move).state == Move.State.TAKEN
    assert shown == sorted(shown)
    assert len(set(shown)) >= 3
    assert 20 <= min(shown) < max(shown) < 96
    assert list(tmp_path.glob("progress/*")) == []


def test_running_pairs_come_along_with_what_they_did(cast: Cast, walk: Walk) -> None:
    move = walk.send(pair_list(3))
    assert (move.kind, move.header_row, move.columns.count("")) == ("pairs", 3, 0)
    walk.choose(move)
    assert walk.trial(move) == {4: "added", 5: "added", 6: "added"}
    assert Pair.objects.count() == 1  # nothing is stored yet
    move = walk.take(move)
    pair = Pair.objects.get(seats__person__email="imke1@school.example")
    teacher, other = (pair.seats.get(side=side) for side in ("teacher", "non_teacher"))
    assert pair.seats.filter(person__surname="de Vos", participation__employment__organisation__kind="school").exists()
    assert (pair.starts_on, pair.state) == (clock.today() - timedelta(days=21), Pair.State.TRIAL)
    assert (teacher.answer, other.side) == ("accepted", "non_teacher")
    spent = HoursEntry.objects.filter(pair=pair).values_list("person").annotate(all=Sum("work_hours"))
    assert dict(spent) == {teacher.person_id: Decimal("13.5"), other.person_id: Decimal(30)}
    assert set(Goal.objects.filter(pair=pair, owner=None).values_list("text", flat=True)) == {
        "Leren spreken",
        "Meekijken",
    }
    permission = ManagerPermission.objects.get(participation=teacher.participation)
    assert (permission.state, permission.how, permission.manager_email) == ("given", "paper", "hanna1@school.example")
    meeting = Meeting.objects.get(pair=pair)
    assert meeting.starts_at.astimezone(meeting.zone).strftime("%H:%M") == "15:30"
    assert not StoredFile.objects.filter(purpose__in=("import", "trial")).exists()  # the file goes at once


def test_nothing_leaves_and_no_clock_runs_before_start(cast: Cast, walk: Walk) -> None:
    OutboxMail.objects.all().delete()
    cast.pair.delete()
    move = walk.all(pair_list(3))
    far = timezone.now() + timedelta(days=90)
    for job in (*vars(pair_tasks).values(), *vars(twinning_tasks).values()):
        if getattr(job, "__module__", "").endswith(".tasks") and getattr(job, "__name__", "").startswith(
            ("ask_", "remind_", "count_silence", "begin_", "end_")
        ):
            job(far)
    assert not due_mails(far).exists()
    assert set(OutboxMail.objects.values_list("template", flat=True)) == {"meeting_planned"}
    page = walk.client.get(walk.url("start", move))
    assert {line.code: line.number for line in page.context["letters"]} == {"moved_in": 6, "meeting_planned": 6}
    move = walk.start(move, ask_managers="on")
    assert move.state == Move.State.STARTED
    counts = {t: OutboxMail.objects.filter(template=t).count() for t in ("moved_in", "meeting_planned", "manager_link")}
    assert counts == {"moved_in": 6, "meeting_planned": 6, "manager_link": 2}
    assert (due_mails(far).count(), MailHold.objects.count()) == (14, 0)


def test_the_past_is_not_asked_about_after_start(cast: Cast, walk: Walk) -> None:
    cast.pair.delete()
    walk.start(walk.all(excel([PAIR_HEAD, *pair_rows(40)[::13]])))
    before = OutboxMail.objects.count()
    now = timezone.now()
    pair_tasks.ask_after_trial(now)
    twinning_tasks.ask_about_click(now)
    assert OutboxMail.objects.count() == before


def test_the_same_list_twice_changes_nothing_and_a_corrected_row_only_that(cast: Cast, walk: Walk) -> None:
    walk.all(pair_list(2))
    before = everything()
    again = walk.send(pair_list(2, above=0))
    walk.choose(again)
    assert set(walk.trial(again).values()) == {"unchanged"}
    walk.take(again)
    changed = {table for table, rows in everything().items() if rows != before[table]}
    assert changed <= {"Move", "LongWork", "DBTaskResult", "ViewLog"}


def test_thrown_away_nothing_is_left(cast: Cast, walk: Walk) -> None:
    counted = (Person, Account, Participation, Pair, Organisation, OutboxMail, MailHold, Goal, Meeting, HoursEntry)
    before = [model.objects.count() for model in counted]
    move = walk.all(pair_list(4))
    assert walk.client.post(walk.url("remove", move)).status_code == 302
    assert [model.objects.count() for model in counted] == before
    move.refresh_from_db()
    assert move.state == Move.State.THROWN


def test_a_started_list_cannot_be_thrown_away(walk: Walk) -> None:
    move = walk.start(walk.all(people_list(2)))
    walk.client.post(walk.url("remove", move))
    move.refresh_from_db()
    assert (move.state, Person.objects.filter(email__endswith="@lijst.example").count()) == ("started", 2)


def test_people_in_their_own_columns(walk: Walk) -> None:
    move = walk.all(people_list(3))
    one = Participation.objects.get(person__email="imke1@lijst.example")
    assert (one.person.surname, one.side) == ("de Vos", "teacher")
    assert one.employment is not None
    assert one.employment.function == "planner"
    answers = dict(one.response_link.response_key.responses.get().answers.values_list("item", "value"))
    assert answers["I13"]  # the place, by its name
    assert one.state == Participation.State.SIGNED_UP  # a place is no intake
    assert move.counts["added"] == 3
    assert not due_mails(timezone.now() + timedelta(days=9)).filter(person_id=one.person_id).exists()
    walk.start(move, invite="on")
    assert OutboxMail.objects.filter(template="sign_up").count() == 3


def test_columns_are_remembered_for_the_next_list(walk: Walk) -> None:
    first = walk.send(b"Wie;Bereikbaar;Waar vandaan\nImke Vos;imke@lijst.example;Brugwater\n")
    walk.choose(first, column_0="full_name", column_1="email", column_2="organisation", side="teacher")
    second = walk.send(b"Waar vandaan;Wie;Bereikbaar\nOever;Bram Kok;bram@lijst.example\n")
    assert second.columns == ["organisation", "full_name", "email"]


def test_ambiguous_places_are_asked_for(walk: Walk) -> None:
    move = walk.send(people_list(1).replace(b"Rotterdam", b"Hengelo"))
    page = walk.client.get(walk.url("columns", move))
    (field,) = page.context["form"].place_fields()
    assert len(field.field.choices) > 2
    walk.choose(move, place_0="")
    assert walk.trial(move) == {2: "refused"}
    walk.choose(move, place_0=field.field.choices[1][0])
    assert walk.trial(move) == {2: "added"}


def test_rows_that_cannot_are_named_and_may_be_left_out(walk: Walk) -> None:
    bad: list[tuple[object, ...]] = [
        ("Docent", "E-mail docent", "School", "Partner", "E-mail partner", "Bedrijf", "Startdatum"),
        ("Imke Vos", "imke@school.example", "Brug", "Bram Kok", "bram@bedrijf.example", "Oever", "31-02-2026"),
        ("Anna Vos", "anna@school.example", "Brug", "Bas Kok", "bas@bedrijf.example", "Oever", clock.today()),
    ]
    move = walk.send(excel(bad), "fout.xlsx")
    walk.choose(move)
    page = walk.client.get(walk.url("trial", move)).content.decode()
    assert ("Startdatum" in page, "Dit is geen datum die bestaat" in page) == (True, True)
    assert walk.trial(move) == {2: "refused", 3: "added"}
    move.refresh_from_db()
    assert walk.client.post(walk.url("trial", move), {"version": move.version}).status_code == 422
    assert walk.take(move, leave_out="on").counts == {"added": 1, "refused": 1}


def test_taken_over_twice_at_once_leaves_one_line_of_history_each(walk: Walk) -> None:
    move = walk.send(people_list(2))
    walk.choose(move)
    move.refresh_from_db()
    for _window in range(2):
        walk.client.post(walk.url("trial", move), {"version": str(move.version)})
    walk.work(move)
    assert History.objects.filter(verb="signed_up", codes__channel="import").count() == 2
    assert History.objects.filter(verb="take_move").count() == 1
