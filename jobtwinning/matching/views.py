"""The coordinator's workspace: look, decide, make a proposal, send it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.components import Progress
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import LongWork
from jobtwinning.core.texts import one_line
from jobtwinning.matching import (
    actions,
    choices,
    comparing,
    confidential,
    explanations,
    hand,
    masking,
    pages,
    queries,
    rows,
    texts,
)
from jobtwinning.matching.detail import detail_of
from jobtwinning.matching.forms import DecisionForm, NameForm, ProposalForm, TwoForm, TwoNamesForm
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.permissions import Place, may_match
from jobtwinning.matching.weighing import Weighing
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import Viewer, viewer_of


def find_place(viewer: Viewer, slug: str, region_slug: str) -> tuple[Programme, Region]:
    """The programme and region of the address, only for its coordinator."""
    places: QuerySet[Any] = Programme.regions.through._default_manager.select_related("programme", "region")
    place = cast(Place, find(places, viewer, may_match, programme__slug=slug, region__slug=region_slug))
    return place.programme, place.region


@require_http_methods(["GET", "HEAD"])
@login_required
def workspace(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Who fits whom: the newest proposal of the region, row by row."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    scenario = queries.latest_scenario(programme, region)
    return show_workspace(request, viewer, programme, region, scenario, "matching:workspace")


def show_workspace(
    request: HttpRequest,
    viewer: Viewer,
    programme: Programme,
    region: Region,
    scenario: Scenario | None,
    name: str,
    *,
    name_form: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The workspace around one proposal; name is the page's own, for the view log."""
    toon, zoek, vanaf, number = (request.GET.get(key, "") for key in ("toon", "zoek", "vanaf", "page"))
    wanted = rows.Wanted(toon, one_line(zoek)[:80], vanaf, number)
    ready = queries.ready_in(programme, region)
    listed = choices.listed(ready)
    page, people = read_workspace(programme, region, ready, scenario, wanted, listed)
    log_named(viewer, (one.person_id for one in people.values()), name)
    context = {
        "programme": programme,
        "region": region,
        "page": page,
        "name_form": name_form,
        "title": comparing.title_of(scenario) if scenario else "",
        "is_masked": masking.names_are_masked(),
        **(pages.other_weighing(programme, scenario) if scenario else {}),
        "undecided": undecided_before_sending(page.plan),
        "wanted": wanted,
        "query": request.GET.urlencode(),
        "two_form": TwoForm(people={one: people[one] for one in listed}) if listed else TwoNamesForm(),
        "is_listed": bool(listed),
        "proposal_form": ProposalForm(),
        "other_regions": other_regions(viewer, programme, region),
        "work": queries.open_proposal_work(programme, region),
        "waiting": queries.waiting_for_permission_count(programme, region),
    }
    return render(request, "matching/workspace.html", context, status=status)


def undecided_before_sending(plan: pages.Plan | None) -> list[Participation]:
    """Whose confidential work keeps this proposal from being sent."""
    return [] if plan is None or plan.is_sent else confidential.undecided_in(plan.scenario)


def read_workspace(
    programme: Programme,
    region: Region,
    ready: queries.Ready,
    scenario: Scenario | None,
    wanted: rows.Wanted,
    also: Iterable[str],
) -> tuple[pages.Workspace, dict[str, queries.MatchPerson]]:
    """The page with who is named on it; also: participation ids of others who are."""
    decisions = queries.decisions_by_pair(programme, region)
    shown = {*also, *(one for two in pages.in_decisions(ready, decisions) for one in two)}
    if scenario is None:
        people = queries.people_of(programme, region, shown)
        return pages.workspace(ready, people, decisions, None), people
    if wanted.name:
        wanted = replace(wanted, named=queries.named(programme, region, wanted.name))
    chosen = rows.choose(scenario.pairs, ready, decisions, wanted)
    shown |= {one[side] for one in chosen.pairs for side in ("left", "right")}
    shown |= {one["person"] for one in pages.alone_in(ready, scenario)}
    people = queries.people_of(programme, region, shown)
    explained = explanations.with_why(scenario, chosen.pairs)
    plan = pages.plan(scenario, ready, people, decisions, chosen, explained, wanted)
    return pages.workspace(ready, people, decisions, plan), people


def other_regions(viewer: Viewer, programme: Programme, region: Region) -> list[Region]:
    """The coordinator's other regions in this programme."""
    own = viewer.coordinated_region_ids(programme)
    return [one for one in programme.regions.all() if one.pk in own and one.pk != region.pk]


@require_http_methods(["POST"])
@login_required
def propose(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Make a proposal; the page that follows shows it, or how far it is when there are many people."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = ProposalForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    objective, weighing = given.get("objective"), given.get("weighing")
    return start_proposal(request, viewer, (programme, region), objective=objective, weighing=weighing)


def start_proposal(
    request: HttpRequest,
    viewer: Viewer,
    place: tuple[Programme, Region],
    *,
    objective: str | None = None,
    weighing: Weighing | None = None,
    then: str = "",
) -> HttpResponse:
    """Make a proposal now, or with many people in the background; then is the page after it, else the workspace."""
    programme, region = place
    names = [programme.slug, region.slug]
    workspace_url = reverse("matching:workspace", args=names)
    url = then or workspace_url
    wish: dict[str, Any] = {"by": viewer.account, "at": clock.now(), "objective": objective or None}
    try:
        with transaction.atomic():
            if queries.takes_long(programme, region):
                work = actions.ask_proposal(programme, region, weighing=weighing, **wish)
                url = reverse("matching:progress", args=[*names, work.public_id])
            else:
                actions.make_proposal(programme, region, weighing=weighing, **wish)
            if not form_keys.claim(request, url):  # the same form, sent at the same moment, made it already
                transaction.set_rollback(True)
    except DomainError as error:
        messages.error(request, str(error.message))
        pinned = [one for two in queries.decisions_by_pair(programme, region) for one in two]
        log_named(viewer, queries.person_ids_of(pinned), "matching:propose")
        return redirect(workspace_url)
    return redirect(url)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def progress(request: HttpRequest, slug: str, region_slug: str, public_id: str) -> HttpResponse:
    """How far the proposal is that is made in the background; POST stops it."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    work = queries.proposal_works(programme, region).filter(public_id=public_id.replace("\x00", "")).first()
    if work is None:
        raise Http404
    workspace_url = reverse("matching:workspace", args=[slug, region_slug])
    if request.method == "POST":
        if actions.stop_proposal(work, programme, region, by=viewer.account, at=clock.now()):
            messages.success(request, _("Gestopt. Er is geen nieuw voorstel gemaakt."))
        return redirect(workspace_url)
    shown = pages.proposal_progress(work, request.path)
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        return progress_news(request, shown, workspace_url)
    if work.state == LongWork.Outcome.DONE:
        return redirect(workspace_url)
    context = {"programme": programme, "region": region, "progress": shown, "workspace_url": workspace_url}
    return render(request, "matching/progress.html", context)


def progress_news(request: HttpRequest, shown: Progress, workspace_url: str) -> HttpResponse:
    """The piece of the page that asked for news; once it ended, the page moves on by itself."""
    if shown.state == LongWork.Outcome.DONE:
        return HttpResponseClientRedirect(workspace_url)
    if not shown.is_busy:
        return HttpResponseClientRefresh()
    is_new_step = request.GET.get("stap") != str(shown.number)
    return render(request, "core/components/progress_bar.html", {"progress": shown, "oob": is_new_step})


@require_http_methods(["POST"])
@login_required
def decide(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Pin, forbid, prefer or let go of two people of this region."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    form = DecisionForm(request.POST)
    url = reverse("matching:workspace", args=[slug, region_slug])
    if form.is_valid():
        given = form.cleaned_data
        teacher = queries.participation_of(programme, region, given["teacher"], Side.TEACHER)
        non_teacher = queries.participation_of(programme, region, given["non_teacher"], Side.NON_TEACHER)
        if teacher is None or non_teacher is None:
            raise Http404
        if given["back"] in (teacher.public_id, non_teacher.public_id):
            url = reverse("matching:person", args=[slug, region_slug, given["back"]])
        log_named(viewer, [teacher.person.public_id, non_teacher.person.public_id], "matching:decide")
        try:
            apply_decision(request, viewer, teacher, non_teacher, given["decision"], given["reason"])
        except DomainError as error:
            messages.error(request, str(error.message))
    else:
        messages.error(request, _("Kies een docent en een niet-docent. Een reden is hooguit 300 tekens."))
    return redirect(url)


def apply_decision(
    request: HttpRequest,
    viewer: Viewer,
    teacher: Participation,
    non_teacher: Participation,
    decision: str,
    reason: str,
) -> None:
    """One action for each of the buttons."""
    at, by = clock.now(), viewer.account
    one, other = masking.names_of([teacher, non_teacher], short=True).values()
    names = {"one": one, "other": other}
    if decision == "pin":
        actions.pin(teacher, non_teacher, by=by, at=at, reason=reason)
        messages.success(request, _("%(one)s en %(other)s liggen vast.") % names)
    elif decision == "forbid":
        actions.forbid(teacher, non_teacher, by=by, at=at, reason=reason)
        messages.success(request, _("%(one)s en %(other)s komen niet samen in een volgend voorstel.") % names)
    elif decision == "prefer":
        actions.prefer(teacher, non_teacher, by=by, at=at, reason=reason)
        messages.success(request, _("%(one)s en %(other)s wegen samen iets zwaarder in een volgend voorstel.") % names)
    else:
        for directive in Directive.objects.filter(teacher=teacher, non_teacher=non_teacher).select_related("teacher"):
            actions.remove_directive(directive, by=by, at=at)
        messages.success(request, _("%(one)s en %(other)s zijn weer los.") % names)


@require_http_methods(["GET", "HEAD"])
@login_required
def two(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Any two people: may they, how well does it fit, and what does it cost the rest."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    places = [choices.Place(region, queries.ready_in(programme, region)), *places_elsewhere(viewer, programme, region)]
    near = places[0].ready.free
    has_both = bool(near) and all(any(place.ready.free_of(side) for place in places) for side in Side)
    search = TwoNamesForm(request.GET) if has_both and choices.are_many(places) else None
    people: dict[str, queries.MatchPerson] = {}
    for place in places if has_both else ():
        if search is None:
            people |= choices.read(programme, place, sorted(place.ready.free))
        else:
            chosen = {side: request.GET.get(side, "") for side in Side.values}
            people |= choices.found(programme, place, search.names, chosen)
    log_named(viewer, (one.person_id for one in people.values()), "matching:two")
    is_chosen = request.GET if search is None else request.GET.keys() >= {"teacher", "non_teacher"}
    form = TwoForm(request.GET if is_chosen else None, people=people, initial=request.GET.dict())
    context: dict[str, Any] = {
        "programme": programme,
        "region": region,
        "form": form,
        "search": search,
        "has_both": has_both,
        "has_people": search is None or people,
        "is_searched": search is not None and any(search.names.values()),
        "most": choices.FOUND,
    }
    if form.is_valid():
        two_ids = form.cleaned_data["teacher"], form.cleaned_data["non_teacher"]
        if near.isdisjoint(two_ids):
            form.add_error(None, _("Kies minstens één iemand uit deze regio."))
        elif not near.issuperset(two_ids):
            return redirect("matching:make_pair", slug, region_slug, *two_ids)
    if form.is_valid():
        teacher, non_teacher = (people[form.cleaned_data[name]] for name in ("teacher", "non_teacher"))
        context |= checked(programme, region, queries.latest_scenario(programme, region), teacher, non_teacher)
    return render(request, "matching/two.html", context, status=422 if form.errors else 200)


def places_elsewhere(viewer: Viewer, programme: Programme, region: Region) -> list[choices.Place]:
    """The coordinator's other regions, where the programme mixes regions."""
    if not programme.rules.cross_region:
        return []
    return [
        choices.Place(other, queries.ready_in(programme, other), other.name)
        for other in other_regions(viewer, programme, region)
    ]


def checked(
    programme: Programme,
    region: Region,
    scenario: Scenario | None,
    teacher: queries.MatchPerson,
    non_teacher: queries.MatchPerson,
) -> dict[str, Any]:
    """What the page about two people says."""
    objective = cast(Any, scenario.objective if scenario else programme.rules.objective)
    both = Participation.objects.select_related("programme", "region").in_bulk(
        [teacher.id, non_teacher.id], field_name="public_id"
    )
    found, is_forbidden = hand.look(both[teacher.id], both[non_teacher.id], objective, scenario.seed if scenario else 0)
    names = {one.id: one.given_name for one in (teacher, non_teacher)}
    return {
        "teacher": teacher,
        "non_teacher": non_teacher,
        "school": rows.person_line(teacher),
        "work": rows.person_line(non_teacher),
        "found": found,
        "is_forbidden": is_forbidden,
        "arch": rows.score_arch(found.left_score, found.right_score, found.band),
        "kind": rows.kind_of(found.kind),
        "points": rows.points_of_two(found, teacher.given_name, non_teacher.given_name),
        "why": rows.why(found.explained, (found.left_score, found.right_score), found.band, teacher, non_teacher),
        "detail": detail_of(
            {"explained": found.explained, "wishes": found.wishes, "practical": found.practical},
            teacher.given_name,
            non_teacher.given_name,
        ),
        "refusals": texts.refusal_sentences(found.refusals, names),
        "price": texts.price_of_two(found),
    }


def log_named(viewer: Viewer, person_ids: Iterable[str], name: str) -> None:
    """People whom the message after a form may name, also when the page that follows does not show them."""
    viewlog.record_view(account_id=viewer.account.pk, person_ids=person_ids, page=name, data_class="profile")
