"""The page on which a proposal is sent, and taken back before its mails leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.matching import (
    actions,
    adapter,
    before_sending,
    confidential,
    pages,
    queries,
    sending,
)
from jobtwinning.matching.comparing import title_of
from jobtwinning.matching.forms import SendForm
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.permissions import may_send
from jobtwinning.matching.views import log_named
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import Viewer, viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def commit(request: HttpRequest, slug: str, region_slug: str, public_id: str) -> HttpResponse:
    """What will happen to how many people; sending it makes the pairs and the mails."""
    viewer = viewer_of(request)
    scenario = find(
        Scenario.objects.select_related("programme", "region", "asked_by"),
        viewer,
        may_send,
        public_id=public_id,
        programme__slug=slug,
        region__slug=region_slug,
    )
    form = SendForm(
        request.POST if request.method == "POST" else None,
        usual=sending.usual_moment(scenario.programme, scenario.region, clock.now()),
    )
    if request.method == "POST" and (answer := send(request, viewer, scenario, form)) is not None:
        return answer
    programme, region = scenario.programme, scenario.region
    ready = queries.ready_in(programme, region)
    page = before_sending.pairs_to_send(scenario, ready, request.GET.get("page", ""))
    people = queries.people_of(programme, region, [one[side] for one in page for side in ("left", "right")])
    undecided = confidential.undecided_in(scenario)
    stale = pages.stale(scenario, ready, queries.decisions_by_pair(programme, region))
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[
            *(one.person_id for one in people.values()),
            *(one.person.public_id for one in undecided),
        ],
        page="matching:commit",
        data_class="profile",
    )
    context = {
        "programme": programme,
        "region": region,
        "scenario": scenario,
        "title": title_of(scenario),
        "stale": stale,
        "summary": before_sending.summary(scenario, page, people),
        "sending": sending.sending_of(scenario, viewer, clock.now()),
        "undecided": undecided,
        "answers_changed": scenario.state != Scenario.State.COMMITTED and not stale and answers_changed(scenario),
        "form": form,
        "form_key": form_keys.new_key(),
    }
    return render(request, "matching/commit.html", context, status=422 if form.errors else 200)


def answers_changed(scenario: Scenario) -> bool:
    """Whether somebody's intake says something else than when the proposal was made; of many, whether it was saved."""
    if queries.takes_long(scenario.programme, scenario.region):
        return queries.intakes_saved_since(scenario)
    given = adapter.read_input(scenario.programme, scenario.region)
    return bool(given.answers_hash != scenario.result.get("answers_hash"))


def send(request: HttpRequest, viewer: Viewer, scenario: Scenario, form: SendForm) -> HttpResponse | None:
    """Send once; whoever comes second reads that it was sent. None when the moment is wrong: the form says why."""
    place = [scenario.programme.slug, scenario.region.slug]
    url = reverse("matching:commit", args=[*place, scenario.public_id])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            if not form_keys.claim(request, url):
                return redirect(url)
            told = put_in_line(scenario, viewer, form)
    except DomainError as error:
        if error.field:
            form.add_error(error.field, str(error.message))
            return None
        messages.error(request, str(error.message))
        log_named(viewer, queries.person_ids_of(scenario.result.get("people", ())), "matching:commit")
        return redirect("matching:workspace", *place)
    messages.success(request, told)
    return redirect(url)


def put_in_line(scenario: Scenario, viewer: Viewer, form: SendForm) -> str:
    """Ask a colleague to look, or make the pairs and put their mails in line; what to tell."""
    at, moment = clock.now(), form.moment()
    if scenario.state == Scenario.State.OPEN and sending.needs_second(scenario):
        sending.ask_second(scenario, by=viewer.account, at=at, sends_at=moment)
        return _("Je collega kan nu meekijken. Er is nog niets verstuurd.")
    if scenario.sends_at is not None and scenario.sends_at >= sending.earliest_moment(scenario.programme, at):
        moment = scenario.sends_at  # as the first of the two asked
    sent = actions.commit_scenario(scenario, by=viewer.account, at=at, sends_at=moment)
    told = ngettext("%(pairs)s voorstel staat klaar.", "%(pairs)s voorstellen staan klaar.", len(sent.pairs))
    rest = _("%(mails)s mensen krijgen straks een mail.") % {"mails": sent.mails}
    return f"{told % {'pairs': len(sent.pairs)}} {rest}"


@require_http_methods(["POST"])
@login_required
def undo(request: HttpRequest, slug: str, region_slug: str, public_id: str) -> HttpResponse:
    """After all not: what waits to be sent is taken back, and nobody hears of it."""
    viewer = viewer_of(request)
    scenario = find(
        Scenario.objects.select_related("programme", "region"),
        viewer,
        may_send,
        public_id=public_id,
        programme__slug=slug,
        region__slug=region_slug,
    )
    url = reverse("matching:commit", args=[slug, region_slug, public_id])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                sending.undo_scenario(scenario, by=viewer.account, at=clock.now())
        messages.success(request, _("Teruggehaald. Niemand heeft iets gekregen en iedereen is weer vrij."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(url)
