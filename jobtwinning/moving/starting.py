"""After a list came in: press Start, so that letters leave and clocks run; or throw away everything it brought."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import background
from jobtwinning.core.background import UNWATCHED, Watch
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import LongWork, StoredFile
from jobtwinning.intake import letters as intake_letters
from jobtwinning.intake.managers.actions import Manager, ask_permission
from jobtwinning.intake.readiness import record_about
from jobtwinning.mail.holds import release_people, waiting_mails
from jobtwinning.mail.models import MailHold, OutboxMail
from jobtwinning.mail.outbox import cancel_mails
from jobtwinning.moving import letters
from jobtwinning.moving.actions import record
from jobtwinning.moving.models import Move, Moved
from jobtwinning.moving.queries import TASK, moved_pairs, newcomers, pairs_in, unasked_managers
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import with_people
from jobtwinning.people.models import Employment, Organisation, Person
from jobtwinning.programmes.models import Participation
from jobtwinning.surveys.models import ResponseKey
from jobtwinning.twinning.models import Meeting

State = Move.State
BATCH = 100
T = TypeVar("T")


def batched(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """So many at a time."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def ask_start(move: Move, *, invite: bool, ask_managers: bool, version: int, by: Account, at: datetime) -> LongWork:
    """Press Start: from now on it cannot be thrown away. The letters are made in the background; twice is once."""
    with transaction.atomic():
        started = Move.objects.filter(pk=move.pk, state=State.TAKEN, version=version)
        if not started.update(state=State.STARTING, started_at=at, version=F("version") + 1):
            raise over()
        move.refresh_from_db()
        record("start_move", move, by=by, at=at)
        flags = f"{int(invite)}{int(ask_managers)}"
        work, _new = background.start(TASK, move.public_id, "start", flags, key=move.public_id, by=by)
    return work


def over() -> DomainError:
    """What waits for Start or may be thrown away, this list does no longer."""
    return DomainError("not_waiting", _("Deze lijst is al gestart of weggegooid."))


def start_move(
    move: Move, *, invite: bool, ask_managers: bool, by: Account | None, at: datetime, watch: Watch = UNWATCHED
) -> None:
    """Make the letters and let go of the holds, some people at a time: killed, the rest is done the next time.

    Nobody is asked about what should have been asked before: see pairs.arriving.
    """
    _drop_past_invitations(move, at)
    held = list(
        MailHold.objects.filter(source=move.public_id).order_by("person_id").values_list("person_id", flat=True)
    )
    pairs, people = pairs_in(move), set(newcomers(move).values_list("pk", flat=True)) if invite else set()
    managers = set(unasked_managers(move).values_list("pk", flat=True)) if ask_managers else set()
    letters_due: list[tuple[str, int]] = [("pair", pair.pk) for pair in pairs]
    letters_due += [("person", key) for key in sorted(people)] + [("manager", key) for key in sorted(managers)]
    for done, some in enumerate(batched(letters_due, BATCH)):
        watch.step("letters", 5 + 75 * done * BATCH / len(letters_due))
        with transaction.atomic():
            _write(some, by=by, at=at)
    for done, ids in enumerate(batched(held, BATCH * 5)):
        watch.step("release", 80 + 19 * done * BATCH * 5 / len(held))
        release_people(ids, move.public_id)
    with transaction.atomic():
        Move.objects.filter(pk=move.pk, state=State.STARTING).update(state=State.STARTED, version=F("version") + 1)
        Moved.objects.filter(move=move).update(before={}, manager_name="", manager_email="")
        watch.finish(move.public_id)


def _write(some: Iterable[tuple[str, int]], *, by: Account | None, at: datetime) -> None:
    """Letters to these pairs, people and managers; each has a key, so that twice is once."""
    keys: dict[str, list[int]] = {}
    for kind, key in some:
        keys.setdefault(kind, []).append(key)
    for pair in with_people(Pair.objects.filter(pk__in=keys.get("pair", ()))):
        letters.queue_welcome(pair)
    related = ("participation__person", "participation__programme", "participation__region")
    for row in Moved.objects.filter(pk__in=keys.get("person", ())).select_related(*related):
        if row.participation is not None:
            intake_letters.queue_sign_up_mail(row.participation)
    for row in Moved.objects.filter(pk__in=keys.get("manager", ())).select_related(*related):
        if row.participation is not None:
            try:
                ask_permission(row.participation, Manager(row.manager_name, row.manager_email), by=by, at=at)
            except DomainError:  # their own address, or they withdrew meanwhile
                continue


def _drop_past_invitations(move: Move, at: datetime) -> None:
    """An invitation for a meeting that is over meanwhile says nothing any more."""
    over = Meeting.objects.filter(pair__moves__move=move, ends_at__lte=at)
    for public_id in over.values_list("public_id", flat=True):
        waiting = waiting_mails(move.programme_id, move.public_id)
        cancel_mails(waiting.filter(unique_key__startswith=f"meeting-{public_id}-"), at=at)


# --- Throwing away ----------------------------------------------------------------------------------


@transaction.atomic
def throw_away(move: Move, *, version: int, by: Account | None, at: datetime) -> int:
    """Everything this list brought is gone, as if it had never been there; who was here before is as before. How many
    people stay because they have signed in by themselves meanwhile. DomainError once it was started."""
    row = Move.objects.select_for_update().get(pk=move.pk)
    if row.state not in (State.READING, State.TAKEN) or row.version != version:
        raise over()
    _refuse_needed(row)
    StoredFile.objects.filter(public_id__in=[each for each in (row.stored_id, row.trial_id) if each]).delete()
    waiting_mails(row.programme_id, row.public_id).delete()
    stays = _remove_people(row, by=by, at=at)
    MailHold.objects.filter(source=row.public_id).delete()
    _remove_organisations(row.organisation_ids)
    Moved.objects.filter(move=row).delete()
    row.state, row.stored_id, row.trial_id, row.thrown_at = State.THROWN, "", "", at
    row.organisation_ids, row.told_how, row.told_note = [], "", ""
    row.version += 1
    row.save()
    if row.taken_at is not None:
        record("throw_away_move", row, by=by, at=at)
    return stays


def _refuse_needed(move: Move) -> None:
    """A later list put pairs on the people of this one."""
    mine = Moved.objects.filter(move=move, participation__isnull=False, is_new=True).values("participation")
    own_pairs = moved_pairs(move).values("pair")
    if Seat.objects.filter(participation__in=mine).exclude(pair__in=own_pairs).exists():
        raise DomainError(
            "needed", _("Met mensen van deze lijst zijn koppels gemaakt. Gooi eerst de lijst met die koppels weg.")
        )


def _remove_people(move: Move, *, by: Account | None, at: datetime) -> int:
    Pair.objects.filter(pk__in=list(moved_pairs(move).values_list("pair", flat=True))).delete()
    rows = Moved.objects.filter(move=move, participation__isnull=False)
    for row in rows.filter(is_new=False).exclude(before={}).select_related("participation__person"):
        _put_back(row, by=by, at=at)
    came = list(rows.filter(is_new=True).select_related("participation__person__account"))
    own = [one.participation for one in came if one.participation is not None]
    here = [one for one in own if one.person.account is not None and one.person.account.last_login is not None]
    gone = [one for one in own if one not in here]
    known = {row.participation_id for row in came if row.before.get("known")}
    people = {one.person_id: one.person.account_id for one in gone if one.pk not in known}
    keys = [one.pk for one in gone]
    ResponseKey.objects.filter(link__participation__in=keys).delete()
    Participation.objects.filter(pk__in=keys).delete()
    alone = Person.objects.filter(pk__in=people, participations__isnull=True, account__grants__isnull=True)
    alone = alone.filter(account__is_platform_admin=False)
    unused = {pk: people[pk] for pk in alone.values_list("pk", flat=True)}
    OutboxMail.objects.filter(person_id__in=unused, programme_id=move.programme_id, sent_at__isnull=True).delete()
    Person.objects.filter(pk__in=unused).delete()
    Account.objects.filter(pk__in=[key for key in unused.values() if key]).delete()
    return len(here)


def _put_back(row: Moved, *, by: Account | None, at: datetime) -> None:
    """What stood there before the list; work that is gone meanwhile stays gone."""
    one, before = row.participation, row.before
    if one is None:
        return
    old = {f"{name}_id": before[name] for name in ("employment", "region") if name in before}
    if before.get("employment") and not Employment.objects.filter(pk=before["employment"]).exists():
        old.pop("employment_id", None)
    if "side" in before:
        old["side"] = before["side"]
    if old:
        Participation.objects.filter(pk=one.pk).update(version=F("version") + 1, **old)
    record_about(one, "corrected", by=by, at=at, columns=" ".join(sorted(before)))


def _remove_organisations(keys: Iterable[int]) -> None:
    """Employers that the list made and nobody uses by now."""
    for organisation in Organisation.objects.filter(pk__in=list(keys), employments__isnull=True):
        try:
            with transaction.atomic():
                organisation.delete()
        except ProtectedError:
            continue
