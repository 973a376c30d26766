"""Every periodic job, planned job and long computation: what it is about, its effect, and its subject gone."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from conftest import Cast, build_cast
from jobtwinning.accounts.models import Account, Token
from jobtwinning.choosing.actions import say
from jobtwinning.choosing.tests.world import both_sides
from jobtwinning.core import background, schedule
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import FormKey, History, LongWork, StoredFile
from jobtwinning.core.uploads import Upload
from jobtwinning.core.workbooks import write_workbook
from jobtwinning.dating.actions import begin_round, make_schedule
from jobtwinning.dating.models import Evening, Talk
from jobtwinning.intake.models import ManagerPermission, ParticipantLine, ReadBack
from jobtwinning.intake.table import back_files
from jobtwinning.intake.table.marks import HEADING, RowMark, mark
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.actions import ask_proposal
from jobtwinning.matching.models import Said, Scenario
from jobtwinning.matching.tests.world import answer_intake, make_professional, make_teacher
from jobtwinning.moving.models import Move
from jobtwinning.pairs.models import ExitNote, OwnStart, Pair, Seat
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import EventInvitation, Participation, RoleGrant, Side
from jobtwinning.surveys.models import Answer
from tests import make, policy_objects
from tests.writes import everything

LAPSED_AT = datetime(2026, 9, 30, 6, 0, tzinfo=UTC)  # the answer term of a proposal of make.NOW is over
TRIAL_OVER = datetime(2026, 10, 15, 6, 10, tzinfo=UTC)  # of a pair that began at make.NOW
REMIND_AT = datetime(2026, 9, 18, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One job. `effect` counts what it leaves behind; `gone` takes its subject away before it runs."""

    prepare: Callable[[Cast], object]
    effect: Callable[[], object]
    once: object  # the effect of running once, and of running more often
    late: object  # the effect when it runs for the first time only thirty days later
    gone: Callable[[Cast], object]
    none: object  # the effect when its subject is gone
    at: datetime = LAPSED_AT


def run(name: str, at: datetime) -> None:
    """As the schedule or the queue would call it."""
    if name in background.TASKS:
        for work in LongWork.objects.filter(task=name):
            queued = DBTaskResult.objects.get(pk=str(work.queue_id))
            try:
                background.TASKS[name].call(*queued.args_kwargs["args"])
            except (background.WorkEndedError, DomainError):
                continue
    else:
        schedule.PERIODIC[name].run(at)


def open_proposal(cast: Cast) -> Pair:
    teacher = make.make_participation(cast.programme, person=make.make_person("Hassan", "Idrissi"))
    return make.make_pair(teacher, make.make_participation(cast.programme, side=Side.NON_TEACHER))


def both_said_yes(cast: Cast) -> None:
    """Two people with cards, on a Tuesday; on the Friday they hear of it."""
    (one,), (other,) = both_sides(cast.programme, 1, 1)
    for by, about in ((one, other), (other, one)):
        say(by, about, "yes", at=make.NOW)


def spoke_and_said_yes(cast: Cast) -> None:
    """Two people spoke in the only round there was, and both said yes."""
    pair = (
        make_teacher(cast.programme, "Anouk", I8b=["vo"]),
        make_professional(cast.programme, "Imke", I8c="technology"),
    )
    talk = make.make_talk(*pair)
    Evening.objects.filter(pk=talk.evening_id).update(rounds=1)
    for by, about in (pair, pair[::-1]):
        Said.objects.create(by=by, about=about, answer="yes", source="open", said_at=make.NOW)


def running_evening(cast: Cast) -> None:
    """Two and one in three rounds, of which one began; then one of the two leaves."""
    people = [make_teacher(cast.programme, name, I8b=["vo"]) for name in ("Anouk", "Bas")]
    people.append(make_professional(cast.programme, "Imke", I8c="technology"))
    event = make.make_event(cast.programme, kind="speed_dates", starts_at=make.NOW)
    for number, one in enumerate(people, start=1):
        make.make_invitation(one, event, answer="yes", place_number=number)
    evening = make.make_evening(event)
    make_schedule(evening, by=None, at=make.NOW)
    begin_round(evening, 1, by=cast.accounts["coordinator"], at=make.NOW)  # type: ignore[arg-type]  # set for every role but nobody
    gone = Talk.objects.exclude(round=1).get().teacher
    Participation.objects.filter(pk=gone.pk).update(state="withdrawn")


def two_of_them(cast: Cast, state: str) -> Pair:
    """A pair of two others in this state, the only one that is not over."""
    end_all(cast)
    teacher = make.make_participation(cast.programme, person=make.make_person("Hassan", "Idrissi"))
    other = make.make_participation(cast.programme, side=Side.NON_TEACHER)
    return make.make_pair(teacher, other, state=state)


def end_all(cast: Cast) -> None:
    Pair.objects.update(state=Pair.State.ENDED, paused_on=None, paused_until=None)


def asked_pair(cast: Cast) -> Pair:
    """A pair that was asked at make.NOW whether it goes on."""
    return make.ask_pair(two_of_them(cast, Pair.State.TRIAL))


def permission_after_yes(cast: Cast) -> None:
    """One manager said yes when the pair had begun, the other before."""
    seat = two_of_them(cast, Pair.State.TRIAL).seats.order_by("pk")[0]
    before, after = make.NOW - timedelta(days=1), make.NOW + timedelta(days=1)
    ManagerPermission.objects.update(asked_at=before, decided_at=before)
    ManagerPermission.objects.filter(participation=seat.participation_id).update(decided_at=after)


def stopped_one(cast: Cast) -> object:
    """Somebody who stopped and said that we may ask at the end."""
    pair = two_of_them(cast, Pair.State.ENDED)
    note = make.make_exit_note(pair.seats.order_by("pk")[0])
    return ExitNote.objects.filter(pk=note.pk).update(final_survey=True)


def asked_manager(cast: Cast) -> object:
    """A manager who was asked at make.NOW and said nothing."""
    return make.make_permission(make.make_participation(cast.programme, state="intake_complete"))


def unknown_timetable(cast: Cast) -> object:
    """Somebody who does not know the timetable yet, at a school whose timetable is out."""
    participation = make.make_participation(cast.programme, state="intake_complete")
    make.make_period(participation, "timetable", date(2026, 9, 28))
    return answer_intake(participation, I12d=True)


def event_tomorrow(cast: Cast) -> object:
    """Somebody has a place in an event of the day after LAPSED_AT."""
    event = make.make_event(cast.programme, starts_at=LAPSED_AT + timedelta(hours=30))
    return make.make_invitation(make.make_participation(cast.programme), event, answer="yes", place_number=1)


def event_with_a_free_place(cast: Cast) -> object:
    """Somebody waits, and whoever had the place was erased."""
    event = make.make_event(cast.programme, starts_at=LAPSED_AT + timedelta(days=60), capacity=1)
    waiting = make.make_participation(cast.programme)
    return make.make_invitation(waiting, event, answer="yes", waiting_since=make.NOW)


def withdraw_both(cast: Cast) -> None:
    """They left: nobody of them is written to any more."""
    seats = Seat.objects.filter(pair__state=Pair.State.PROPOSED)
    Participation.objects.filter(seats__in=seats).update(state=Participation.State.WITHDRAWN)


def take_back(cast: Cast) -> None:
    Pair.objects.filter(state=Pair.State.PROPOSED).update(state=Pair.State.WITHDRAWN)


def old_link(cast: Cast) -> Token:
    """A link in a mail of more than ninety days ago."""
    long_ago = LAPSED_AT - timedelta(days=91)
    return Token.objects.create(
        digest=f"{Token.objects.count()}", purpose="change_email", subject_id="x", address="a@voorbeeld.example",
        created_at=long_ago, expires_at=long_ago,
    )  # fmt: skip


def mails(*templates: str) -> int:
    return OutboxMail.objects.filter(template__in=templates).count()


def told(verb: str) -> int:
    return History.objects.filter(verb=verb).count()


def ask(cast: Cast) -> LongWork:
    make_teacher(cast.programme)
    make_professional(cast.programme)
    account = cast.accounts["coordinator"]
    assert isinstance(account, Account)
    return ask_proposal(cast.programme, cast.region, by=account, at=make.NOW)


def ask_move(cast: Cast) -> Move:
    """A list with somebody new, waiting to be taken over."""
    newcomer = Person(given_name="Imke", surname="Vos", email=f"imke@{cast.region.slug}.example")
    return policy_objects.ask_move(cast, content=policy_objects.rows_of(newcomer))


def session(cast: Cast) -> None:
    Session.objects.all().delete()
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))


def old_work(cast: Cast) -> None:
    LongWork.objects.create(task="t", key="k", asked_at=make.NOW, ended_at=LAPSED_AT - timedelta(days=91))


def file_to_take_over(cast: Cast) -> LongWork:
    """A workbook in which the note of the teacher was changed."""
    account = cast.accounts["coordinator"]
    assert isinstance(account, Account)
    mark_of_row = RowMark(cast.programme.public_id, "people", cast.teacher.public_id, {"note": mark("")})
    content = write_workbook("Tabel", ["Notitie", HEADING], [["Anders", mark_of_row.text()]], hidden=1)
    stored = back_files.keep_file(
        Upload("terug.xlsx", content), cast.programme, region_id=cast.region.pk, by=account, at=make.NOW
    )
    ReadBack.objects.create(file=stored, table="deelnemers", choices={"with_rest": True})
    return background.start("intake.take_over", stored.public_id, key=stored.public_id, by=account)[0]


def proposals_made() -> int:
    return LongWork.objects.filter(task="matching.make_proposal", outcome="done").count()


CASES = {
    "intake.take_over": Case(
        file_to_take_over,
        lambda: (ParticipantLine.objects.filter(note="Anders").count(), told("take_over_table")),
        once=(1, 1),
        late=(1, 1),
        gone=lambda cast: StoredFile.objects.all().delete(),
        none=(0, 0),
    ),
    "choosing.tell_mutual": Case(
        both_said_yes,
        lambda: (told("propose_pair"), mails("pair_proposed")),
        once=(1, 2),
        late=(0, 0),  # it lapsed by then
        gone=lambda cast: Said.objects.all().delete(),
        none=(0, 0),
        at=make.NOW + timedelta(days=3),
    ),
    "choosing.forget": Case(
        both_said_yes,
        lambda: Said.objects.count(),
        once=0,
        late=0,
        gone=lambda cast: Participation.objects.update(state="withdrawn"),
        none=0,
        at=make.NOW + timedelta(days=22),
    ),
    "dating.tell_results": Case(
        spoke_and_said_yes,
        lambda: (told("tell_dates"), Pair.objects.filter(seats__participation__talks_as_teacher__isnull=False).count()),
        once=(1, 1),
        late=(1, 1),
        gone=lambda cast: Evening.objects.all().delete(),
        none=(0, 0),
        at=make.NOW + timedelta(days=3),
    ),
    "dating.keep_up": Case(
        running_evening,
        lambda: (told("plan_rounds"), Talk.objects.count()),
        once=(2, 1),  # it was planned, and repaired
        late=(1, 2),  # long over
        gone=lambda cast: Evening.objects.all().delete(),
        none=(1, 0),
        at=make.NOW + timedelta(minutes=10),
    ),
    "pairs.lapse_unanswered_proposals": Case(
        open_proposal,
        lambda: (told("lapse_pair"), mails("pair_not_going_on"), mails("pair_lapsed")),
        once=(1, 2, 1),
        late=(1, 2, 1),
        gone=take_back,
        none=(0, 0, 0),
    ),
    "pairs.lapse_own_starts": Case(
        lambda cast: make.make_own_start(cast.region, confirmed=True),
        lambda: (told("lapse_own_start"), mails("own_start_lapsed")),
        once=(1, 1),
        late=(1, 1),
        gone=lambda cast: OwnStart.objects.all().delete(),
        none=(0, 0),
    ),
    "pairs.remind_unanswered_proposals": Case(
        open_proposal,
        lambda: (told("remind_of_proposal"), mails("pair_reminder")),
        once=(1, 2),
        late=(0, 0),  # the term is over by then
        gone=withdraw_both,
        none=(0, 0),
        at=REMIND_AT,
    ),
    "pairs.tell_managers_later": Case(
        permission_after_yes,
        lambda: mails("partner_known"),
        once=1,
        late=1,
        gone=end_all,
        none=0,
    ),
    "pairs.begin_pairs": Case(
        lambda cast: two_of_them(cast, Pair.State.ACCEPTED),
        lambda: (told("begin_pair"), Pair.objects.filter(state=Pair.State.ACCEPTED).count()),
        once=(1, 0),
        late=(1, 0),
        gone=end_all,
        none=(0, 0),
    ),
    "pairs.end_pauses": Case(
        lambda cast: two_of_them(cast, Pair.State.PAUSED),
        lambda: (told("resume_pair"), mails("pair_resumed")),
        once=(1, 2),
        late=(1, 2),
        gone=end_all,
        none=(0, 0),
    ),
    "twinning.ask_who_stopped": Case(
        stopped_one,
        lambda: mails("survey_after_exit"),
        once=1,
        late=1,
        gone=lambda cast: ExitNote.objects.update(final_survey=False),
        none=0,
        at=make.NOW + timedelta(days=92),
    ),
    "pairs.remind_after_trial": Case(
        asked_pair,
        lambda: mails("trial_reminder"),
        once=2,
        late=0,  # the term is over by then
        gone=end_all,
        none=0,
        at=make.NOW + timedelta(days=7),
    ),
    "twinning.ask_about_click": Case(
        lambda cast: make.make_meeting(two_of_them(cast, Pair.State.TRIAL), starts_at=make.NOW - timedelta(days=1)),
        lambda: (told("ask_click"), mails("click_question")),
        once=(1, 2),
        late=(0, 0),  # it is asked together with going on by then
        gone=end_all,
        none=(0, 0),
        at=make.NOW,
    ),
    "pairs.count_silence": Case(
        asked_pair,
        lambda: (told("answer_trial"), Pair.objects.filter(state=Pair.State.DEFINITE).count()),
        once=(1, 1),
        late=(1, 1),
        gone=end_all,
        none=(0, 0),
        at=make.NOW + timedelta(days=15),
    ),
    "pairs.ask_after_trial": Case(
        lambda cast: two_of_them(cast, Pair.State.TRIAL),
        lambda: (told("ask_trial"), mails("trial_question")),
        once=(1, 2),
        late=(1, 2),
        gone=end_all,
        none=(0, 0),
        at=TRIAL_OVER,
    ),
    "intake.remind_managers": Case(
        asked_manager,
        lambda: (told("remind_manager"), mails("manager_link")),
        once=(1, 1),
        late=(1, 1),
        gone=lambda cast: Participation.objects.filter(permissions__state="asked").update(state="withdrawn"),
        none=(0, 0),
    ),
    "intake.ask_timetables": Case(
        unknown_timetable,
        lambda: (told("timetable_asked"), mails("timetable_asked")),
        once=(1, 1),
        late=(1, 1),
        gone=lambda cast: Answer.objects.filter(item="I12d").update(value=False),
        none=(0, 0),
    ),
    "programmes.remind_of_events": Case(
        event_tomorrow,
        lambda: mails("event_reminder"),
        once=1,
        late=0,  # it is over by then
        gone=lambda cast: EventInvitation.objects.all().delete(),
        none=0,
    ),
    "programmes.fill_places": Case(
        event_with_a_free_place,
        lambda: (mails("event_placed"), EventInvitation.objects.filter(waiting_since__isnull=False).count()),
        once=(1, 0),
        late=(1, 0),
        gone=lambda cast: EventInvitation.objects.filter(waiting_since__isnull=False).delete(),
        none=(0, 0),
    ),
    "moving.work": Case(
        ask_move,
        lambda: (told("take_move"), LongWork.objects.filter(task="moving.work", outcome="done").count()),
        once=(1, 1),
        late=(1, 1),
        gone=lambda cast: StoredFile.objects.all().delete(),
        none=(0, 0),
    ),
    "matching.make_proposal": Case(
        ask,
        lambda: (Scenario.objects.count(), told("make_proposal"), proposals_made()),
        once=(1, 1, 1),
        late=(1, 1, 1),
        gone=lambda cast: RoleGrant.objects.all().delete(),
        none=(0, 0, 0),
    ),
    "core.prune_form_keys": Case(
        lambda cast: FormKey.objects.create(key="old", used_at=LAPSED_AT - timedelta(days=91)),
        lambda: FormKey.objects.count(),
        once=0,
        late=0,
        gone=lambda cast: FormKey.objects.all().delete(),
        none=0,
    ),
    "core.sweep_files": Case(
        lambda cast: make.make_stored_file(cast.accounts["coordinator"]),
        lambda: StoredFile.objects.count(),
        once=0,
        late=0,
        gone=lambda cast: StoredFile.objects.all().delete(),
        none=0,
        at=make.NOW + timedelta(days=8),
    ),
    "privacy.run_retention": Case(
        lambda cast: Token.objects.filter(pk=old_link(cast).pk),
        lambda: Token.objects.filter(purpose="change_email").count(),
        once=0,
        late=0,
        gone=lambda cast: Token.objects.all().delete(),
        none=0,
    ),
    "core.prune_sessions": Case(
        session,
        lambda: Session.objects.count(),
        once=0,
        late=0,
        gone=lambda cast: Session.objects.all().delete(),
        none=0,
    ),
    "core.prune_cache": Case(lambda cast: None, lambda: 0, once=0, late=0, gone=lambda cast: None, none=0),
    "core.prune_work": Case(
        old_work,
        lambda: LongWork.objects.filter(task="t").count(),
        once=0,
        late=0,
        gone=lambda cast: LongWork.objects.filter(task="t").delete(),
        none=0,
    ),
}


# --- In a process of the race's own database ------------------------------------------------------


def at_once(workers: str) -> dict[str, object]:
    """Each job by all workers at the same time, then all jobs in another order by every worker; what there is."""
    cast = build_cast()
    found: dict[str, object] = {}
    wrong: list[str] = []
    for name, case in CASES.items():
        case.prepare(cast)
        in_threads([[name]] * int(workers), wrong)
        found[name] = case.effect()
        case.gone(cast)
    for case in CASES.values():
        case.prepare(build_cast(f"Regio{len(found)}", f"{len(found)}.example"))
        found[f"world {len(found)}"] = None
    orders = [random.Random(seed).sample(sorted(CASES), len(CASES)) for seed in range(int(workers))]
    in_threads(orders, wrong)
    before = everything()
    in_threads(orders[:1], wrong)
    return {"found": {name: found[name] for name in CASES}, "wrong": wrong, "stable": everything() == before}


def in_threads(orders: list[list[str]], wrong: list[str]) -> None:
    gate = threading.Barrier(len(orders))

    def work(names: list[str]) -> None:
        gate.wait()
        try:
            for name in names:
                run(name, CASES[name].at)
        except Exception as error:  # noqa: BLE001  # told to the test
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(names,)) for names in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
