"""Erase a person, do it again after a restore, keep somebody by duty, and let go of what is past its term."""

import logging
from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.people.models import Person
from jobtwinning.privacy import erasing, ledger, queries, research, retention
from jobtwinning.privacy.models import Erasure, LegalHold
from jobtwinning.privacy.traces import traces_of
from jobtwinning.programmes.models import Participation, Programme

Reason = Erasure.Reason
Role = Erasure.Role
log = logging.getLogger(__name__)


# --- Erasing --------------------------------------------------------------------------------------


def erase_person(person: Person, *, by: Account | None, at: datetime, reason: str = Reason.REQUEST) -> bool:
    """Erase everything that tells who somebody was; False when that was done before.

    The partner and the coordinator hear that a running pair or open proposal ends. DomainError "held" while there is
    a duty to keep, "has_role" while the login works for a region or the platform.
    """
    with transaction.atomic():
        if (locked := _lock(person)) is None:
            return False
        _refuse_held(locked, at)
        _refuse_role(locked)
        _erase(locked, by=by, at=at, reason=reason, tell=reason != Reason.RETENTION)
    return True


def erase_address(address: str, *, at: datetime) -> int:
    """Erase what is kept under an address of nobody we know: somebody who was named and never answered, left an
    address, or was asked to be contact person. How many rows went. DomainError "somebody" when it is a person's.
    """
    address = address.strip().lower()
    with transaction.atomic():
        if Person.objects.filter(email__iexact=address).exists() or Account.objects.filter(email=address).exists():
            raise DomainError("somebody", _("Met dit adres kennen we iemand. Wis die persoon."))
        gone = erasing.erase_address(address, at=at)
        transaction.on_commit(erasing.drop_old_pages)
    return gone


def replay_erasures(*, at: datetime) -> int:
    """After a restore: erase again everybody in the ledger who is back in the database; how many.

    Nobody is told a second time, and neither a role nor a duty to keep in the older database stops it.
    """
    erased = 0
    for line in ledger.join():
        with transaction.atomic():
            person = Person.objects.filter(public_id=line.person_id).first()
            locked = _lock(person) if person is not None else None
            if locked is not None:
                _erase(locked, by=None, at=at, reason=line.reason, tell=False)
                erased += 1
    return erased


def _lock(person: Person) -> Person | None:
    """The person as they are now, held with all participations until the end of the transaction.

    First the participations, in the order in which proposals lock them: no deadlock.
    """
    list(Participation.objects.select_for_update(of=("self",)).filter(person=person.pk).order_by("pk"))
    return Person.objects.select_for_update(of=("self",)).filter(pk=person.pk).first()


def _refuse_held(person: Person, at: datetime) -> None:
    if queries.is_held(person, at):
        raise DomainError(
            "held", _("Deze gegevens moeten nu bewaard blijven. Zodra die plicht voorbij is, kan wissen weer.")
        )


def _refuse_role(person: Person) -> None:
    if queries.has_role(person):
        raise DomainError(
            "has_role", _("Deze login heeft nog een rol op het platform. Laat een beheerder die eerst intrekken.")
        )


def _erase(person: Person, *, by: Account | None, at: datetime, reason: str, tell: bool) -> None:
    traces = traces_of(person, list(person.participations.select_related("programme")))
    role = _role_of(by, person)
    history.record("erase_person", person, by=by, at=at, codes={"reason": reason, "role": role})
    ledger.write(person.public_id, at=at, reason=reason, role=role)
    erasing.erase_participations(traces, by=by, at=at, tell=tell)
    erasing.erase_rest(traces, at=at)
    transaction.on_commit(erasing.drop_old_pages)


def _role_of(by: Account | None, person: Person) -> str:
    if by is None:
        return Role.PLATFORM
    return Role.SELF if by.pk == person.account_id else Role.COORDINATOR


# --- The duty to keep -----------------------------------------------------------------------------


def set_hold(subject: Person | Programme, *, reason: str, until: date | None, by: Account, at: datetime) -> LegalHold:
    """Keep everything of a person or programme; set twice it is one hold, with the newest reason and last day.

    DomainError "gone" when the person was erased a moment earlier; whoever erases later is refused.
    """
    _refuse_not_admin(by)
    with transaction.atomic():
        if type(subject)._default_manager.select_for_update().filter(pk=subject.pk).first() is None:
            raise DomainError("gone", _("Deze gegevens zijn al gewist."))
        hold, _made = LegalHold.objects.update_or_create(
            subject=_kind(subject),
            subject_id=subject.public_id,
            released_at=None,
            defaults={"reason": reason, "until": until, "set_by_id": by.pk},
            create_defaults={"reason": reason, "until": until, "set_by_id": by.pk, "since": at},
        )
        history.record("set_hold", hold, by=by, at=at, codes={"subject": subject.public_id, "reason": reason})
    return hold


def release_hold(subject: Person | Programme, *, by: Account, at: datetime) -> bool:
    """Let go of the duty to keep; False when there was none."""
    _refuse_not_admin(by)
    with transaction.atomic():
        hold = LegalHold.objects.filter(
            subject=_kind(subject), subject_id=subject.public_id, released_at__isnull=True
        ).first()
        if hold is None or not LegalHold.objects.filter(pk=hold.pk, released_at__isnull=True).update(released_at=at):
            return False
        history.record("release_hold", hold, by=by, at=at, codes={"subject": subject.public_id})
    return True


def _kind(subject: Person | Programme) -> str:
    return LegalHold.Subject.PERSON if isinstance(subject, Person) else LegalHold.Subject.PROGRAMME


def _refuse_not_admin(by: Account) -> None:
    if not (by.is_platform_admin and by.is_active):
        raise DomainError("not_admin", _("Alleen een beheerder van het platform kan dit."))


# --- Terms ----------------------------------------------------------------------------------------


def run_retention(at: datetime, *, dry_run: bool = False) -> Counter[str]:
    """Let go of everything past its term, by kind how much; a second run finds nothing.

    Each person is one transaction: a run that is stopped half-way leaves nobody half erased, the next one goes on.
    """
    done: Counter[str] = Counter()
    held_at = retention.Held.at  # asked again before each step: a duty to keep may be set while this runs
    for programme in retention.programmes_past(at, held_at(at)):
        done += _let_go_of_programme(programme, held_at(at), at=at, dry_run=dry_run)
    for person in list(retention.people_past(at, held_at(at))):
        done["people"] += 1
        if not dry_run:
            with transaction.atomic():  # asked again under the lock: they may just have come back
                locked = _lock(person)
                if locked is not None and retention.people_past(at, held_at(at)).filter(pk=locked.pk).exists():
                    _erase(locked, by=None, at=at, reason=Reason.RETENTION, tell=False)
    for kind, let_go in retention.rows_past(at, held_at(at)):
        done[kind] += let_go(dry_run)
    if not dry_run:
        ledger.join()
        erasing.drop_old_pages()
    log.info("retention%s: %s", " (dry run)" if dry_run else "", dict(done))
    return +done


def _let_go_of_programme(programme: Programme, held: retention.Held, *, at: datetime, dry_run: bool) -> Counter[str]:
    """Answers loose from people, then person after person, then the pairs and proposals that nobody is in any more."""
    if programme.public_id in held.programmes:
        return Counter()
    participations = retention.participations_past(programme, held)
    done = Counter(participations=len(participations))
    if dry_run:
        return done
    moment = retention.end_of(programme)
    done["answers_cut_loose"] = research.cut_loose(programme, participations, moment=moment)
    for participation in participations:
        with transaction.atomic():
            locked = _lock(participation.person)
            if locked is not None and not queries.is_held(locked, at):
                traces = traces_of(participation.person, [participation])
                erasing.erase_participations(traces, by=None, at=at, tell=False)
                history.record("term_over", participation, by=None, at=at, programme_id=programme.pk)
    done["pairs_and_proposals"] = retention.delete_empty(programme)
    return done
