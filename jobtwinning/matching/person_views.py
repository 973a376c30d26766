"""One person on the workspace: other partners, why there is nobody, a question, confidential work; and whom we lack."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.intake.profile import Audience, visible_profile
from jobtwinning.intake.queries import CONFIDENTIAL, known_answers
from jobtwinning.intake.steps import questions
from jobtwinning.matching import adapter, asking, confidential, masking, queries
from jobtwinning.matching.forms import ConfidentialityForm
from jobtwinning.matching.models import Directive, Request, Scenario
from jobtwinning.matching.one_person import OnePerson, as_stored, look_at, partner_in
from jobtwinning.matching.person_page import Decisions, person_page
from jobtwinning.matching.rows import person_line
from jobtwinning.matching.shortage import shortage_of
from jobtwinning.matching.views import find_place
from jobtwinning.pairs.queries import seated_person_keys
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.permissions import find, may_see_participation
from jobtwinning.programmes.viewer import Viewer, viewer_of
from jobtwinning.surveys.wording import read_back

WRONG = 422
TOLD = (*CONFIDENTIAL, "I15d")  # with the explanation


def find_person(viewer: Viewer, programme: Programme, region: Region, public_id: str) -> Participation:
    """Somebody of this region who takes part and is ready, only for its coordinator."""
    taking_part = Participation.objects.select_related("person", "programme", "region", "employment__organisation")
    ready = taking_part.filter(programme=programme, region=region, state=Participation.State.READY)
    return find(ready, viewer, may_see_participation, public_id=public_id)


def log_view(viewer: Viewer, name: str, person_ids: list[str], data_class: str = "answers") -> None:
    viewlog.record_view(
        account_id=viewer.account.pk, person_ids=sorted(set(person_ids)), page=name, data_class=data_class
    )


@require_http_methods(["GET", "HEAD"])
@login_required
def person(request: HttpRequest, slug: str, region_slug: str, public_id: str) -> HttpResponse:
    """Who this is, with whom in the newest proposal, who else and at what price, and why there is nobody."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    participation = find_person(viewer, programme, region, public_id)
    scenario = queries.latest_scenario(programme, region)
    decisions = queries.decisions_by_pair(programme, region)
    is_long = queries.takes_long(programme, region)
    partner = partner_of(scenario, participation.public_id)
    people = queries.people_of(programme, region, {participation.public_id, partner} if is_long else None)
    own = people[participation.public_id]
    page = None
    if own.is_free:
        given, found = known_of(programme, region, participation, scenario, decisions)
        page = person_page(
            own,
            people,
            decisions,
            scenario,
            found,
            given.persons[own.id],
            list(Request.objects.filter(participation=participation).order_by("asked_at", "pk")),
        )
    log_view(viewer, "matching:person", [own.person_id, *(page.shown_people if page else [])])
    context = {
        "programme": programme,
        "region": region,
        "participation": participation,
        "own": own,
        "line": person_line(own),
        "scenario": scenario,
        "page": page,
        "is_long": is_long,
        "profile": visible_profile(Audience.COORDINATOR, participation),
        "standing": confidential.standings([participation.pk])[participation.pk],
    }
    return render(request, "matching/person.html", context)


def known_of(
    programme: Programme,
    region: Region,
    participation: Participation,
    scenario: Scenario | None,
    decisions: Decisions,
) -> tuple[adapter.MatchInput, OnePerson]:
    """What is worked out now, or with too many people what the newest proposal says of this one."""
    own = participation.public_id
    if not queries.takes_long(programme, region):
        given = adapter.read_input(programme, region)
        return given, look_at(given, own, *aim_of(programme, scenario))
    given = adapter.read_few(programme, region, [participation.pk])
    pinned = next((two for two, one in decisions.items() if own in two and one.kind == Directive.Kind.PIN), ())
    partner = next((one for one in pinned if one != own), partner_of(scenario, own))
    alone = next((one for one in (scenario.unmatched if scenario else ()) if one["person"] == own), {})
    return given, as_stored(given, own, alone, partner, bool(pinned))


def partner_of(scenario: Scenario | None, own: str) -> str:
    """With whom somebody is in this proposal, or nobody."""
    return partner_in([(one["left"], one["right"]) for one in scenario.pairs], own) if scenario else ""


def aim_of(programme: Programme, scenario: Scenario | None) -> tuple[Any, int]:
    """Objective and seed of the proposal that is looked at, or those of the programme."""
    return (scenario.objective, scenario.seed) if scenario else (programme.rules.objective, 0)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest, slug: str, region_slug: str, public_id: str, what: str) -> HttpResponse:
    """The question as it will be sent, and send it; the wish itself is only theirs to change."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    participation = find_person(viewer, programme, region, public_id)
    if what.partition("-")[0] not in Request.Kind.values:
        raise Http404
    url = reverse("matching:person", args=[slug, region_slug, public_id])
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    question = question_now(programme, region, participation, what)
    log_view(viewer, "matching:ask", [participation.person.public_id])
    if request.method == "POST":
        send_question(request, participation, question, url)
        return redirect(url)
    context = {
        "programme": programme,
        "region": region,
        "participation": participation,
        "question": question,
        "letter": asking.letter_text(participation, question) if question else "",
        "form": KeyedForm(),
        "person_url": url,
    }
    return render(request, "matching/ask.html", context)


def question_now(
    programme: Programme, region: Region, participation: Participation, what: str
) -> asking.Question | None:
    """The question of this address, as long as it would still help."""
    own = participation.public_id
    if queries.takes_long(programme, region):
        given, known = known_of(programme, region, participation, queries.latest_scenario(programme, region), {})
        changes = () if seated_person_keys([participation.person_id]) else known.why.relaxations
    else:
        given = adapter.read_input(programme, region)
        changes = adapter.changes_for(given, own) if own in given.persons else ()
    found = (asking.question_for(given.persons[own], one) for one in changes)
    return next((one for one in found if one is not None and one.what == what), None)


def send_question(
    request: HttpRequest, participation: Participation, question: asking.Question | None, url: str
) -> None:
    """Ask, and say what happened."""
    if question is None:
        messages.error(request, _("Deze vraag is niet meer nodig."))
        return
    try:
        with transaction.atomic():
            if not form_keys.claim(request, url):
                return
            asking.ask_request(participation, question, by=viewer_of(request).account, at=clock.now())
    except DomainError as refused:
        messages.error(request, str(refused.message))
        return
    name = {"name": masking.called(participation)}
    if participation.person.email:
        messages.success(request, _("De vraag is onderweg naar %(name)s.") % name)
    else:
        messages.success(request, _("Genoteerd dat je het %(name)s vroeg.") % name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confidentiality(request: HttpRequest, slug: str, region_slug: str, public_id: str) -> HttpResponse:
    """What somebody told about confidential work, and what the coordinator decides is possible (MAT-11)."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    participation = find_person(viewer, programme, region, public_id)
    url = reverse("matching:person", args=[slug, region_slug, public_id])
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    standing = confidential.standings([participation.pk])[participation.pk]
    known = confidential.decisions_of([participation.pk]).get(participation.pk)
    form = ConfidentialityForm(
        request.POST if request.method == "POST" else None,
        current_version=known.version if known else 1,
        initial={"outcome": standing.decision.outcome, "note": standing.decision.note} if standing.decision else {},
    )
    log_view(viewer, "matching:confidentiality", [participation.person.public_id])
    if form.is_valid():
        with transaction.atomic():
            if form_keys.claim(request, url):
                confidential.decide_confidentiality(
                    participation,
                    form.cleaned_data["outcome"],
                    note=form.cleaned_data["note"],
                    by=viewer.account,
                    at=clock.now(),
                )
        messages.success(request, _("Je besluit is bewaard."))
        return redirect(url)
    context = {
        "programme": programme,
        "region": region,
        "participation": participation,
        "standing": standing,
        "known": known,
        "lines": read_back(questions(), TOLD, known_answers(participation)),
        "form": form,
        "person_url": url,
    }
    return render(request, "matching/confidentiality.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
@login_required
def shortage(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Who is missing in this region, summed over everybody without a partner."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    scenario = queries.latest_scenario(programme, region)
    found = None
    if scenario is not None:
        people = queries.people_of(programme, region, [one["person"] for one in scenario.unmatched])
        keys = Participation.objects.filter(public_id__in=[one.id for one in people.values() if one.is_free])
        given = adapter.read_few(programme, region, list(keys.values_list("pk", flat=True)))
        found = shortage_of(scenario, people, given.persons)
        if found.shown_people:
            log_view(viewer, "matching:shortage", found.shown_people, "profile")
    context = {"programme": programme, "region": region, "scenario": scenario, "shortage": found}
    return render(request, "matching/shortage.html", context)
