"""Per table: which rows are about somebody, and what in such a row is not theirs.

Every table of which the registers give a column has its path here, tables without a foreign key included.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, F, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from jobtwinning.accounts.models import Account, AccountSession, Token
from jobtwinning.choosing.models import Card
from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.core import clock
from jobtwinning.core.models import History, StoredFile, ViewLog
from jobtwinning.dating.models import Guest, Talk
from jobtwinning.intake.models import (
    ColleagueList,
    EmployerLetter,
    ManagerPermission,
    NamedColleague,
    ParticipantLine,
    ReadinessOverride,
    SavedView,
)
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.models import ConfidentialityDecision, Directive, Request, Said
from jobtwinning.moving.models import Moved
from jobtwinning.pairs.models import ExitNote, OwnStart, Pair, PairTableLine, Seat, told
from jobtwinning.people.models import Consent, Employment, Person, Region
from jobtwinning.privacy.models import LegalHold
from jobtwinning.programmes.models import ContactPerson, EventInvitation, Interest, Participation, RoleGrant
from jobtwinning.surveys.models import Answer, Draft, PartTime, Response, ResponseKey, ShownField
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting

NOBODY = 0  # no row has this primary key
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks what is kept: a person, the login of that person, or a login without a person."""

    person: Person | None
    account: Account | None

    @classmethod
    def of(cls, person: Person | None, account: Account | None = None) -> "Subject":
        return cls(person, account or (person.account if person else None))

    @property
    def person_id(self) -> int:
        return self.person.pk if self.person else NOBODY

    @property
    def account_id(self) -> int:
        return self.account.pk if self.account else NOBODY

    @property
    def public_id(self) -> str:
        """Of the person; what tables without a foreign key know them by."""
        return self.person.public_id if self.person else ""

    def has_address(self, field: str) -> Q:
        """For a query: the field holds one of their addresses, in whatever spelling."""
        known = {one.email.lower() for one in (self.person, self.account) if one is not None and one.email}
        found = Q(pk__in=())
        for address in known:
            found |= Q(**{f"{field}__iexact": address})
        return found


@dataclass(frozen=True, slots=True)
class Path:
    """From a person to rows of one table."""

    model: type[Model]
    rows: Callable[[Subject], QuerySet[Any]]
    hidden: Callable[[Subject, Any], frozenset[str]] = lambda subject, row: NONE  # columns of this row kept back


def _pairs(subject: Subject) -> QuerySet[Pair]:
    """Of which they may know: a coordinator takes a proposal back without a word until it is sent."""
    return Pair.objects.filter(told(clock.now()), seats__person=subject.person_id)


def _directives(subject: Subject) -> QuerySet[Directive]:
    mine = Q(teacher__person=subject.person_id) | Q(non_teacher__person=subject.person_id)
    return Directive.objects.filter(mine).select_related("teacher", "non_teacher")


def _other_side(subject: Subject, row: Directive) -> frozenset[str]:
    """With whom somebody was kept apart or put together is about the other one too."""
    return frozenset({"non_teacher" if row.teacher.person_id == subject.person_id else "teacher"})


def _talks(subject: Subject) -> QuerySet[Talk]:
    """Those of rounds that began; before that the table and the person may still change, and nobody is told."""
    mine = Q(teacher__person=subject.person_id) | Q(non_teacher__person=subject.person_id)
    began = Talk.objects.filter(mine, round__lte=F("evening__round_now"))
    return began.select_related("evening__event__organisation")


def _mails(subject: Subject) -> QuerySet[OutboxMail]:
    nobodys = Q(person_id=None) & subject.has_address("address")  # an address may have been somebody else's before
    unsent = Q(not_before__gt=clock.now()) | Q(cancelled_at__lt=F("not_before"))
    mine = OutboxMail.objects.filter(Q(person_id=subject.person_id) | nobodys)
    return mine.exclude(unsent & Q(template="pair_proposed"))


def _unread(subject: Subject, row: OutboxMail) -> frozenset[str]:
    """A mail that did not leave may still be taken back; a code is only for the mailbox."""
    bodies = frozenset({"subject", "body_text", "body_html", "calendar"})
    if row.state != OutboxMail.State.SENT:
        return bodies
    return bodies - {"subject"} if row.holds_secret else NONE


def _links(subject: Subject) -> QuerySet[Token]:
    about = Q(subject_id=subject.account.public_id) if subject.account else Q(pk__in=())
    return Token.objects.filter(about | subject.has_address("address"))


def shown_in(public_id: str) -> QuerySet[ViewLog]:
    """Rows of the view log in which this person was shown; the ids stand between quotes in the JSON."""
    rows = ViewLog.objects.using(settings.VIEW_LOG_DATABASE).annotate(ids=Cast("person_ids", TextField()))
    return rows.filter(ids__contains=f'"{public_id}"') if public_id else rows.none()


def _views(subject: Subject) -> QuerySet[ViewLog]:
    own = ViewLog.objects.using(settings.VIEW_LOG_DATABASE).filter(account_id=subject.account_id)
    shown = shown_in(subject.public_id).values("pk")
    return (own | ViewLog.objects.using(settings.VIEW_LOG_DATABASE).filter(pk__in=shown)).order_by("pk")


def _others_shown(subject: Subject, row: ViewLog) -> frozenset[str]:
    """What somebody looked at as staff tells of the others who were shown."""
    return NONE if subject.public_id in row.person_ids else frozenset({"person_ids"})


def _history(subject: Subject) -> QuerySet[History]:
    told = _told_of(subject)
    rows = History.objects.filter(Q(actor_id=subject.account_id) | told)
    return rows.annotate(told=ExpressionWrapper(told, BooleanField())).order_by("at", "pk")


def _told_of(subject: Subject) -> Q:
    """History about this person and their things; a partner's yes or no is the partner's."""
    partners = Account.objects.filter(person__seats__pair__in=_pairs(subject)).exclude(pk=subject.account_id)
    pairs = Q(subject_type="pair", subject_id__in=_pairs(subject).values("public_id"))
    found = pairs & ~Q(actor_id__in=partners.values("pk")) & ~Q(verb="record_spoken_yes")  # one's own is on the seat
    for model in TOLD_OF:
        mine = ROWS[model](subject).values("public_id")
        found |= Q(subject_type=model.__name__.lower(), subject_id__in=mine)
    return found


def _not_about(subject: Subject, row: Any) -> frozenset[str]:
    """What somebody did as staff: to whom is about the others."""
    told: bool = row.told
    return NONE if told else frozenset({"subject_id", "codes"})


ROWS: dict[type[Model], Callable[[Subject], QuerySet[Any]]] = {
    Person: lambda s: Person.objects.filter(pk=s.person_id),
    Account: lambda s: Account.objects.filter(pk=s.account_id),
    EmailAddress: lambda s: EmailAddress.objects.filter(user=s.account_id),
    Employment: lambda s: Employment.objects.filter(person=s.person_id),
    Region: lambda s: Region.objects.filter(s.has_address("contact_email")),
    RoleGrant: lambda s: RoleGrant.objects.filter(account=s.account_id),
    Participation: lambda s: Participation.objects.filter(person=s.person_id),
    EventInvitation: lambda s: EventInvitation.objects.filter(participation__person=s.person_id).select_related(
        "event__organisation"
    ),
    Interest: lambda s: Interest.objects.filter(s.has_address("email")),
    OwnStart: lambda s: OwnStart.objects.filter(s.has_address("email") | s.has_address("partner_email")),
    ManagerPermission: lambda s: ManagerPermission.objects.filter(participation__person=s.person_id),
    ParticipantLine: lambda s: ParticipantLine.objects.filter(participation__person=s.person_id),
    SavedView: lambda s: SavedView.objects.filter(account=s.account_id),
    ReadinessOverride: lambda s: ReadinessOverride.objects.filter(participation__person=s.person_id),
    Moved: lambda s: Moved.objects.filter(participation__person=s.person_id).exclude(manager_name="", manager_email=""),
    EmployerLetter: lambda s: EmployerLetter.objects.filter(s.has_address("contact_email")),
    NamedColleague: lambda s: NamedColleague.objects.filter(s.has_address("email")),
    ColleagueList: lambda s: ColleagueList.objects.filter(s.has_address("registrar_email")),
    ContactPerson: lambda s: ContactPerson.objects.filter(Q(account=s.account_id) | s.has_address("email")),
    Consent: lambda s: Consent.objects.filter(person=s.person_id),
    ResponseKey: lambda s: ResponseKey.objects.filter(link__participation__person=s.person_id),
    Response: lambda s: Response.objects.filter(response_key__link__participation__person=s.person_id),
    Answer: lambda s: Answer.objects.filter(
        response__response_key__link__participation__person=s.person_id
    ).select_related("response"),
    Draft: lambda s: Draft.objects.filter(
        response__response_key__link__participation__person=s.person_id
    ).select_related("response"),
    PartTime: lambda s: PartTime.objects.filter(response__response_key__link__participation__person=s.person_id),
    ShownField: lambda s: ShownField.objects.filter(participation__person=s.person_id),
    Directive: _directives,
    ConfidentialityDecision: lambda s: ConfidentialityDecision.objects.filter(participation__person=s.person_id),
    Request: lambda s: Request.objects.filter(participation__person=s.person_id),
    Card: lambda s: Card.objects.filter(participation__person=s.person_id),
    Guest: lambda s: Guest.objects.filter(participation__person=s.person_id).select_related(
        "evening__event__organisation"
    ),
    Talk: _talks,
    Said: lambda s: Said.objects.filter(by__person=s.person_id),
    Pair: _pairs,
    Seat: lambda s: Seat.objects.filter(person=s.person_id, pair__in=_pairs(s)),
    PairTableLine: lambda s: PairTableLine.objects.filter(pair__in=_pairs(s)),
    ExitNote: lambda s: ExitNote.objects.filter(seat__person=s.person_id),
    Goal: lambda s: Goal.objects.filter(Q(owner=None) | Q(owner=s.person_id), pair__in=_pairs(s)),
    Meeting: lambda s: Meeting.objects.filter(pair__in=_pairs(s)),
    HoursEntry: lambda s: HoursEntry.objects.filter(person=s.person_id),
    Story: lambda s: Story.objects.filter(pair__in=_pairs(s)),
    StoryApproval: lambda s: StoryApproval.objects.filter(person=s.person_id),
    OutboxMail: _mails,
    AccountSession: lambda s: AccountSession.objects.filter(account=s.account_id),
    Token: _links,
    StoredFile: lambda s: StoredFile.objects.filter(owner_id=s.account_id),
    LegalHold: lambda s: LegalHold.objects.filter(subject="person", subject_id=s.public_id or "-"),
    ViewLog: _views,
    History: _history,
}

# What history is told of to whom it belongs.
TOLD_OF = (
    Person, Participation, ManagerPermission, Goal, Meeting, HoursEntry, Story, Interest, OwnStart, Directive,
    ConfidentialityDecision, Request, RoleGrant, EventInvitation, Account, ColleagueList, ContactPerson,
)  # fmt: skip
HIDDEN: dict[type[Model], Callable[[Subject, Any], frozenset[str]]] = {
    Directive: _other_side,
    OutboxMail: _unread,
    ViewLog: _others_shown,
    History: _not_about,
}


def _path(model: type[Model]) -> Path:
    return Path(model, ROWS[model], HIDDEN[model]) if model in HIDDEN else Path(model, ROWS[model])


PATHS: dict[type[Model], Path] = {model: _path(model) for model in ROWS}  # in the order of the page
