"""Make a pair by hand: what will happen, and do it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.matching import confidential, hand, masking, queries, rows, texts
from jobtwinning.matching.detail import detail_of
from jobtwinning.matching.person_views import aim_of
from jobtwinning.matching.views import find_place
from jobtwinning.pairs.queries import seated_person_keys
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.permissions import find, may_see_participation
from jobtwinning.programmes.viewer import Viewer, viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def make_pair(request: HttpRequest, slug: str, region_slug: str, teacher_id: str, non_teacher_id: str) -> HttpResponse:
    """Who gets a mail and what it costs the others; sending it makes the pair."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    teacher = find_side(viewer, programme, Side.TEACHER, teacher_id)
    non_teacher = find_side(viewer, programme, Side.NON_TEACHER, non_teacher_id)
    if region not in (teacher.region, non_teacher.region):
        raise Http404
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[teacher.person.public_id, non_teacher.person.public_id],
        page="matching:make_pair",
        data_class="profile",
    )
    if request.method == "POST":
        return send(request, viewer, region, teacher, non_teacher)
    context = {
        "programme": programme,
        "region": region,
        "form": KeyedForm(),
        "undecided": confidential.undecided([teacher, non_teacher]),
        **told(programme, region, teacher, non_teacher),
    }
    return render(request, "matching/make_pair.html", context)


def find_side(viewer: Viewer, programme: Programme, side: str, public_id: str) -> Participation:
    """Somebody of this side of the programme, in a region of this coordinator."""
    taking_part = Participation.objects.select_related("person", "programme", "region", "employment__organisation")
    ready = taking_part.filter(programme=programme, side=side, state=Participation.State.READY)
    return find(ready, viewer, may_see_participation, public_id=public_id)


def send(
    request: HttpRequest, viewer: Viewer, region: Region, teacher: Participation, non_teacher: Participation
) -> HttpResponse:
    """Make the pair once, or say why not."""
    slug = teacher.programme.slug
    url = reverse("pairs:pairs", args=[slug])
    try:
        with transaction.atomic():
            if not form_keys.claim(request, url):
                return redirect(url)
            hand.make_pair(teacher, non_teacher, by=viewer.account, at=clock.now())
    except DomainError as refused:
        messages.error(request, str(refused.message))
        return redirect("matching:workspace", slug, region.slug)
    names = {"one": teacher.person.given_name, "other": non_teacher.person.given_name}
    if masking.names_are_masked():  # the page that follows names everybody
        messages.success(request, _("De twee krijgen een voorstel."))
    else:
        messages.success(request, _("%(one)s en %(other)s krijgen een voorstel.") % names)
    return redirect(url)


def told(programme: Programme, region: Region, teacher: Participation, non_teacher: Participation) -> dict[str, Any]:
    """Reasons and price, or why it cannot be."""
    both = (teacher, non_teacher)
    masks = masking.names_of(both) if masking.names_are_masked() else {}
    lines = {
        one.side: rows.person_line(queries.match_person(one, is_free=True, mask=masks.get(one.public_id, "")))
        for one in both
    }
    context: dict[str, Any] = {
        "teacher": teacher,
        "non_teacher": non_teacher,
        "school": lines[Side.TEACHER],
        "work": lines[Side.NON_TEACHER],
        "across": teacher.region_id != non_teacher.region_id,
        "unreachable": [one for one in both if not one.person.email],
    }
    seated = seated_person_keys(one.person_id for one in both)
    name, other = masking.called(teacher), masking.called(non_teacher)
    if seated:
        words = _("%(name)s heeft al een voorstel of koppel.")
        return context | {
            "refusals": [words % {"name": masking.called(one)} for one in both if one.person_id in seated]
        }
    scenario = queries.latest_scenario(programme, region)
    found = hand.check(teacher, non_teacher, *aim_of(programme, scenario))
    stored = {"explained": found.explained, "wishes": found.wishes, "practical": found.practical}
    return context | {
        "found": found,
        "arch": rows.score_arch(found.left_score, found.right_score, found.band),
        "kind": rows.kind_of(found.kind),
        "points": rows.points_of_two(found, name, other),
        "detail": detail_of(stored, name, other),
        "refusals": texts.refusal_sentences(found.refusals, {teacher.public_id: name, non_teacher.public_id: other}),
        "price": texts.price_of_two(found),
    }
