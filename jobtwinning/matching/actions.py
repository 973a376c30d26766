"""What the coordinator does in the workspace: decide about two people, make a proposal, send it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import background, clock, history
from jobtwinning.core.background import UNWATCHED, Watch
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import LongWork
from jobtwinning.matching import adapter, confidential, explanations, still_true
from jobtwinning.matching.engine.codes import Objective
from jobtwinning.matching.masking import names_of as masked_names
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.queries import PROPOSAL_TASK, proposal_key, scenario_of_answers
from jobtwinning.matching.sending import hold_people, may_undo, record_sending, refuse_alone, refuse_moment
from jobtwinning.matching.texts import refusal_sentences
from jobtwinning.matching.weighing import Weighing
from jobtwinning.pairs.actions import ProposedPair, propose_pairs
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import seated_person_keys
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.permissions import refuse_over

REASON_LENGTH = 300


# --- Two people ---------------------------------------------------------------------------------


def pin(
    teacher: Participation, non_teacher: Participation, *, by: Account, at: datetime, reason: str = ""
) -> Directive:
    """Keep these two together in every next proposal; refused when a rule forbids it or one is pinned already."""
    with transaction.atomic():
        _hold_both(teacher, non_teacher)
        _refuse_impossible(teacher, non_teacher)
        refuse_second_pin(teacher, non_teacher)
        return _decide(Directive.Kind.PIN, teacher, non_teacher, by=by, at=at, reason=reason)


def forbid(
    teacher: Participation, non_teacher: Participation, *, by: Account, at: datetime, reason: str = ""
) -> Directive:
    """Keep these two apart in every next proposal."""
    with transaction.atomic():
        _hold_both(teacher, non_teacher)
        _refuse_other_place(teacher, non_teacher)
        return _decide(Directive.Kind.FORBID, teacher, non_teacher, by=by, at=at, reason=reason)


def prefer(
    teacher: Participation, non_teacher: Participation, *, by: Account, at: datetime, reason: str = ""
) -> Directive:
    """Let these two weigh a little more in every next proposal; refused when a rule forbids them."""
    with transaction.atomic():
        _hold_both(teacher, non_teacher)
        _refuse_impossible(teacher, non_teacher)
        return _decide(Directive.Kind.PREFER, teacher, non_teacher, by=by, at=at, reason=reason)


def remove_directive(directive: Directive, *, by: Account, at: datetime) -> None:
    """Let go of a pin, forbid or preference; gone is gone, also when somebody else was first."""
    with transaction.atomic():
        deleted, _rows = Directive.objects.filter(pk=directive.pk).delete()
        if deleted:
            _record("remove_directive", directive, directive.teacher, by=by, at=at, kind=directive.kind)


def _hold_both(teacher: Participation, non_teacher: Participation) -> None:
    """Two coordinators at once decide one by one, also about one person with two others; held as a proposal does."""
    list(Participation.objects.select_for_update().filter(pk__in=[teacher.pk, non_teacher.pk]).order_by("pk"))


def _decide(
    kind: str, teacher: Participation, non_teacher: Participation, *, by: Account, at: datetime, reason: str
) -> Directive:
    """The same decision once more changes nothing, and is told once."""
    reason = reason.strip()[:REASON_LENGTH]
    same = Directive.objects.filter(teacher=teacher, non_teacher=non_teacher, kind=kind, reason=reason).first()
    if same is not None:
        return same
    directive, _made = Directive.objects.update_or_create(
        teacher=teacher,
        non_teacher=non_teacher,
        defaults={
            "programme": teacher.programme,
            "kind": kind,
            "reason": reason,
            "made_by": by,
            "made_at": at,
        },
    )
    _record(kind, directive, teacher, by=by, at=at)
    return directive


def _record(verb: str, subject: Directive, where: Participation, *, by: Account, at: datetime, **codes: str) -> None:
    history.record(
        verb, subject, by=by, at=at, programme_id=where.programme_id, region_id=where.region_id, codes={**codes}
    )


def refuse_same_side(teacher: Participation, non_teacher: Participation) -> None:
    """A pair is one of each (R-1.1)."""
    if (teacher.side, non_teacher.side) != (Side.TEACHER, Side.NON_TEACHER):
        raise DomainError("same_side", _("Kies één docent en één niet-docent."))


def refuse_seated(both: Sequence[Participation]) -> None:
    """Name who has a proposal or a pair already."""
    seated = seated_person_keys(one.person_id for one in both)
    if seated:
        names = list(masked_names(one for one in both if one.person_id in seated).values())
        message = _("%(names)s: heeft al een voorstel of koppel.") % {"names": get_text_list(names, _("en"))}
        raise DomainError("not_free", message)


def _refuse_other_place(teacher: Participation, non_teacher: Participation) -> None:
    refuse_over(teacher.programme)
    refuse_same_side(teacher, non_teacher)
    if teacher.programme_id != non_teacher.programme_id or teacher.region_id != non_teacher.region_id:
        raise DomainError("other_region", _("Deze twee mensen horen niet bij dezelfde regio."))


def _refuse_impossible(teacher: Participation, non_teacher: Participation) -> None:
    _refuse_other_place(teacher, non_teacher)
    both = (teacher, non_teacher)
    refuse_seated(both)
    given = adapter.read_few(teacher.programme, teacher.region, [one.pk for one in both], said_by=clock.now())
    if not {one.public_id for one in both} <= given.persons.keys():
        raise DomainError("not_free", _("Eén van deze twee kan nu niet meedoen met het matchen."))
    refusals = adapter.refusals_of(given, teacher.public_id, non_teacher.public_id)
    if refusals:
        names_by_id = masked_names(both, short=True)
        raise DomainError("refused", " ".join(refusal_sentences(refusals, names_by_id)))


def refuse_second_pin(teacher: Participation, non_teacher: Participation) -> None:
    """Name the two who are pinned, when one of these is one of them."""
    pins = Directive.objects.filter(kind=Directive.Kind.PIN)
    other = (
        (pins.filter(teacher=teacher) | pins.filter(non_teacher=non_teacher))
        .exclude(teacher=teacher, non_teacher=non_teacher)
        .select_related("teacher__person", "non_teacher__person")
        .first()
    )
    if other is not None:
        one, two = masked_names([other.teacher, other.non_teacher]).values()
        raise DomainError(
            "pinned_elsewhere",
            _("%(one)s en %(other)s zijn al vastgezet. Maak dat eerst los.") % {"one": one, "other": two},
        )


# --- A proposal ---------------------------------------------------------------------------------


def make_proposal(
    programme: Programme,
    region: Region,
    *,
    by: Account | None,
    at: datetime,
    objective: str | None = None,
    weighing: Weighing | None = None,
    seed: int = 0,
    watch: Watch = UNWATCHED,
) -> Scenario:
    """Compute a proposal for one region and keep it with everything needed to make it again.

    weighing: what counts instead of what the programme says.
    `watch` hears how far it is, and may end it between two steps.
    """
    refuse_over(programme)
    chosen = _objective(programme, objective)
    watch.step("reading", 1)
    weighing = weighing or Weighing.of_rules(programme.rules)
    given = adapter.read_input(programme, region, weighing)
    _refuse_broken_pins(programme, region, given)
    told = adapter.told_before(
        given, weighing, scenario_of_answers(programme, region, given.answers_hash, weighing.code)
    )
    outcome = adapter.make_outcome(given, chosen, seed, watch.step, told)
    with transaction.atomic():
        _refuse_erased(given)
        scenario = Scenario.objects.create(
            programme=programme,
            region=region,
            objective=chosen,
            weighing=weighing.code,
            seed=seed,
            engine_version=outcome.engine_version,
            input_hash=given.hash,
            status=outcome.status,
            result=outcome.result,
            made_by=by,
            made_at=at,
        )
        explanations.keep(scenario, outcome.told)
        history.record(
            "make_proposal",
            scenario,
            by=by,
            at=at,
            programme_id=programme.pk,
            region_id=region.pk,
            codes={"objective": chosen, "pairs": len(outcome.result["pairs"])},
        )
        watch.finish(scenario.public_id)
    return scenario


def ask_proposal(
    programme: Programme,
    region: Region,
    *,
    by: Account,
    at: datetime,
    objective: str | None = None,
    weighing: Weighing | None = None,
) -> LongWork:
    """Have a proposal made in the background. Asked again while it is being made, it is the same one."""
    refuse_over(programme)
    chosen = _objective(programme, objective)
    with transaction.atomic():
        key = proposal_key(programme, region)
        code = (weighing or Weighing.of_rules(programme.rules)).code
        ids = (programme.public_id, region.public_id, chosen, code)
        work, is_new = background.start(PROPOSAL_TASK, *ids, key=key, by=by)
        if is_new:
            codes = {"objective": chosen}
            history.record(
                "ask_proposal", work, by=by, at=at, programme_id=programme.pk, region_id=region.pk, codes=codes
            )
    return work


def stop_proposal(work: LongWork, programme: Programme, region: Region, *, by: Account, at: datetime) -> bool:
    """No proposal after all; False when it was ready, or stopped, a moment earlier."""
    with transaction.atomic():
        stopped = background.end(work.public_id, LongWork.Outcome.STOPPED)
        if stopped:
            history.record("stop_proposal", work, by=by, at=at, programme_id=programme.pk, region_id=region.pk)
    return stopped


def _objective(programme: Programme, objective: str | None) -> Objective:
    chosen = objective or programme.rules.objective
    for name in adapter.OBJECTIVES:
        if name == chosen:
            return name
    raise DomainError("objective", _("Dit doel bestaat niet."), field="objective")


def _refuse_erased(given: adapter.MatchInput) -> None:
    """Whoever was erased while it was computed would be back with it; held until the proposal is stored."""
    there = Participation.objects.select_for_update().filter(public_id__in=given.persons).order_by("pk")
    if len(there) != len(given.persons):
        raise DomainError("erased", _("Onder het rekenen zijn gegevens van iemand gewist. Vraag opnieuw een voorstel."))


def _refuse_broken_pins(programme: Programme, region: Region, given: adapter.MatchInput) -> None:
    """A pin that a rule refuses by now is named, so that the coordinator lets it go first."""
    for one, other in given.pins:
        refusals = adapter.refusals_of(given, one, other)
        if refusals:
            names = names_of([one, other])
            raise DomainError(
                "pin_refused",
                _("%(one)s en %(other)s liggen vast, maar dat kan niet meer: %(why)s")
                % {
                    "one": names[one],
                    "other": names[other],
                    "why": " ".join(refusal_sentences(refusals, names)),
                },
            )


def names_of(participation_ids: Collection[str]) -> dict[str, str]:
    """What these people are called on this page, by participation id."""
    rows = Participation.objects.filter(public_id__in=participation_ids).select_related("person")
    return masked_names(rows)


# --- Sending it ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending a proposal did."""

    pairs: list[Pair]

    @property
    def mails(self) -> int:
        """How many people get a proposal."""
        return 2 * len(self.pairs)


def commit_scenario(scenario: Scenario, *, by: Account | None, at: datetime, sends_at: datetime | None = None) -> Sent:
    """Make all its pairs and mail everybody at `sends_at` (None: at once), or nothing at all. Twice counts once."""
    with transaction.atomic():
        if sends_at is not None:
            refuse_moment(scenario, at, sends_at)
        hold_people(scenario)
        refuse_alone(scenario, by)
        taken = Scenario.objects.filter(pk=scenario.pk).exclude(state=Scenario.State.COMMITTED)
        if taken.update(state=Scenario.State.COMMITTED, committed_at=at, sends_at=sends_at) != 1:
            raise DomainError("committed", _committed_message(scenario, at))
        if not scenario.pairs:
            raise DomainError("empty", _("Er staat geen koppel in dit voorstel."))
        people = _people_of(scenario)
        still_true.refuse_gone(scenario, people)
        still_true.refuse_forbidden_since(scenario, people)
        still_true.refuse_former_partners(scenario, people)
        confidential.refuse_undecided(people.values())
        pairs = propose_pairs(_proposed(scenario, people), by=by, at=at, tell_at=sends_at)
        Scenario.objects.filter(pk=scenario.pk).update(pair_ids=[pair.public_id for pair in pairs])
        record_sending("commit_scenario", scenario, by=by, at=at, pairs=len(pairs), objective=scenario.objective)
    return Sent(pairs)


def _proposed(scenario: Scenario, people: Mapping[str, Participation]) -> list[ProposedPair]:
    standing = confidential.standings([one.pk for one in people.values()])
    found = []
    for each in explanations.with_why(scenario, scenario.pairs):
        teacher, non_teacher = people[each["left"]], people[each["right"]]
        reasons = confidential.with_agreement(each["explained"], teacher, non_teacher, standing)
        found.append(ProposedPair(teacher, non_teacher, each["kind"], each["band"], reasons))
    return found


def _committed_message(scenario: Scenario, at: datetime) -> str:
    stored = Scenario.objects.get(pk=scenario.pk)
    goes_at = stored.sends_at or stored.committed_at
    if goes_at is None:
        return _("Dit voorstel is al verstuurd.")
    local = goes_at.astimezone(ZoneInfo(scenario.programme.time_zone))
    when = {"day": date_format(local, "l j F"), "time": f"{local.hour}.{local.minute:02d}"}
    if may_undo(stored, at):
        return _("Dit voorstel staat al klaar: de mails gaan weg op %(day)s om %(time)s uur. Niets gaat dubbel.") % when
    return _("Dit voorstel is al verstuurd, op %(day)s om %(time)s uur. Er ging niets dubbel de deur uit.") % when


def _people_of(scenario: Scenario) -> dict[str, Participation]:
    ids = [each[side] for each in scenario.pairs for side in ("left", "right")]
    rows = Participation.objects.filter(public_id__in=ids).select_related(
        "person", "programme", "region", "employment__organisation"
    )
    return {row.public_id: row for row in rows}
