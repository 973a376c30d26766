"""Where the traces of taking part are: for every table of the registers the rows about it, in erasing order."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from jobtwinning.accounts.models import Token
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.core.models import History
from jobtwinning.dating.models import Guest, Talk
from jobtwinning.intake.models import (
    ManagerPermission,
    ParticipantLine,
    ReadinessOverride,
)
from jobtwinning.matching.models import ConfidentialityDecision, Directive, Explanation, Request, Said, Scenario
from jobtwinning.moving.models import Moved
from jobtwinning.pairs.models import ExitNote, Pair, PairTableLine, Seat
from jobtwinning.privacy.mail_traces import holds, mails_about_pairs
from jobtwinning.privacy.traces import Finder, Rows, Traces, of
from jobtwinning.programmes.models import EventInvitation, Participation
from jobtwinning.surveys.models import Answer, Draft, PartTime, Response, ResponseKey, ResponseKeyLink, ShownField
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting


def goals(traces: Traces) -> Iterator[Rows]:
    """Their own, and joint ones of which they wrote the words that stand there now."""
    yield Rows(Goal.objects.filter(pair__in=traces.pair_ids, owner=traces.person))
    joint = Goal.objects.filter(pair__in=traces.pair_ids, owner=None)
    written = last_writers([goal.public_id for goal in joint], ("add_goal", "change_goal"))
    account = traces.person.account_id
    mine = [goal.pk for goal in joint if account is not None and written.get(goal.public_id) == account]
    yield Rows(Goal.objects.filter(pk__in=mine))


def meetings(traces: Traces) -> Iterator[Rows]:
    """Words the person put there. Whose words they are tells the history; unknown ones go too."""
    written = last_writers(traces.meeting_ids.values(), ("plan_meeting", "move_meeting"))
    rows = Meeting.objects.filter(pk__in=traces.meeting_ids)
    account = traces.person.account_id
    mine = [row.pk for row in rows if _is_of(row, written.get(row.public_id), traces.person.pk, account)]
    yield Rows(rows.filter(pk__in=mine), ("where", "what"))
    yield Rows(rows.filter(made_by=traces.person), ("made_by",))


def _is_of(meeting: Meeting, writer: int | None, person: int, account: int | None) -> bool:
    if writer is not None:
        return writer == account
    return meeting.made_by_id in (None, person)


def last_writers(public_ids: Any, verbs: tuple[str, ...]) -> dict[str, int | None]:
    """Account that did one of these last, by public id of what it was done to; None = the platform."""
    lines = History.objects.filter(subject_id__in=list(public_ids), verb__in=verbs).order_by("at", "pk")
    return dict(lines.values_list("subject_id", "actor_id"))


def scenarios(traces: Traces) -> QuerySet[Scenario]:
    """Stored proposals that name one of these participations."""
    programmes = {one.programme_id for one in traces.participations}
    rows = Scenario.objects.filter(programme__in=programmes)
    found = [row.pk for row in rows if any(each in str(row.result) for each in traces.participation_ids)]
    return Scenario.objects.filter(pk__in=found)


def without(result: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    """The content of a proposal without these people; pairs they were in go whole, since they explain both."""

    def stays(one: Any) -> bool:
        return not any(each in str(one) for each in gone)

    def left(value: Any) -> Any:
        return [one for one in value if stays(one)] if isinstance(value, list) else value

    said = {name: left(value) for name, value in result.get("said", {}).items()}
    return {**{name: left(value) for name, value in result.items()}, **({"said": said} if said else {})}


def said(traces: Traces) -> Iterator[Rows]:
    """What they said about others, and others about them."""
    yield Rows(Said.objects.filter(by__in=traces.participation_keys))
    yield Rows(Said.objects.filter(about__in=traces.participation_keys))


def dealt(traces: Traces) -> Iterator[Rows]:
    """Cards that were dealt to them, and theirs to others."""
    yield Rows(Dealt.objects.filter(viewer__participation__in=traces.participation_keys))
    yield Rows(Dealt.objects.filter(card__participation__in=traces.participation_keys))


def talks(traces: Traces) -> Iterator[Rows]:
    """Short talks they had or were to have."""
    yield Rows(Talk.objects.filter(teacher__in=traces.participation_keys))
    yield Rows(Talk.objects.filter(non_teacher__in=traces.participation_keys))


# A table of the registers that says more than "keep" stands here or in person_traces, or a test is red.
OF_PARTICIPATION: dict[str, Finder] = {
    "mail.OutboxMail": mails_about_pairs,
    "mail.MailHold": holds,
    "moving.Moved": of(Moved, participation__in="participation_keys"),
    "matching.Explanation": lambda traces: iter(
        [
            Rows(Explanation.objects.filter(teacher__in=traces.participation_keys)),
            Rows(Explanation.objects.filter(non_teacher__in=traces.participation_keys)),
        ]
    ),
    "matching.Scenario": lambda traces: iter([Rows(scenarios(traces))]),
    "matching.Directive": lambda traces: iter(
        [
            Rows(Directive.objects.filter(teacher__in=traces.participation_keys)),
            Rows(Directive.objects.filter(non_teacher__in=traces.participation_keys)),
        ]
    ),
    "matching.ConfidentialityDecision": of(ConfidentialityDecision, participation__in="participation_keys"),
    "choosing.Dealt": dealt,
    "choosing.Card": of(Card, participation__in="participation_keys"),
    "dating.Talk": talks,
    "dating.Guest": of(Guest, participation__in="participation_keys"),
    "matching.Said": said,
    "matching.Request": of(Request, participation__in="participation_keys"),
    "community.StoryApproval": of(StoryApproval, story__pair__in="pair_ids"),
    "community.Story": of(Story, pair__in="pair_ids"),
    "pairs.PairTableLine": of(PairTableLine, pair__in="pair_ids"),
    "pairs.Pair": of(Pair, pk__in="pair_ids"),
    "twinning.Goal": goals,
    "twinning.Meeting": meetings,
    "twinning.HoursEntry": lambda traces: iter(
        [Rows(HoursEntry.objects.filter(pair__in=traces.pair_ids, person=traces.person))]
    ),
    "pairs.ExitNote": of(ExitNote, seat__participation__in="participation_keys"),
    "pairs.Seat": of(Seat, participation__in="participation_keys"),
    "accounts.Token": of(Token, subject_id__in="permission_ids"),
    "intake.ManagerPermission": of(ManagerPermission, participation__in="participation_keys"),
    "intake.ReadinessOverride": of(ReadinessOverride, participation__in="participation_keys"),
    "intake.ParticipantLine": of(ParticipantLine, participation__in="participation_keys"),
    "surveys.Draft": of(Draft, response__response_key__link__participation__in="participation_keys"),
    "surveys.PartTime": of(PartTime, response__response_key__link__participation__in="participation_keys"),
    "surveys.ShownField": of(ShownField, participation__in="participation_keys"),
    "surveys.Answer": of(Answer, response__response_key__link__participation__in="participation_keys"),
    "surveys.Response": of(Response, response_key__link__participation__in="participation_keys"),
    "surveys.ResponseKey": of(ResponseKey, link__participation__in="participation_keys"),
    "surveys.ResponseKeyLink": of(ResponseKeyLink, participation__in="participation_keys"),
    "programmes.EventInvitation": of(EventInvitation, participation__in="participation_keys"),
    "programmes.Participation": of(Participation, pk__in="participation_keys"),
}
