"""How the looking around goes, for the coordinator of a region."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jobtwinning.choosing.moments import last_telling, next_telling
from jobtwinning.choosing.picture import both_said_yes, picture_of
from jobtwinning.choosing.telling import to_coordinator
from jobtwinning.core import clock, viewlog
from jobtwinning.matching.views import find_place
from jobtwinning.programmes.viewer import viewer_of


@require_http_methods(["GET", "HEAD"])
@login_required
def picture(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Who is seen too little and who gets all, as parts of a side; by name only two who both said yes, to decide."""
    viewer, at = viewer_of(request), clock.now()
    programme, region = find_place(viewer, slug, region_slug)
    if "open" not in programme.rules.modes:
        raise Http404
    decides = to_coordinator(programme)
    both = both_said_yes(programme, region, at, besides=viewer.person) if decides else []
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=sorted({each.person.public_id for row in both for each in (row.teacher, row.non_teacher)}),
        page="choosing:picture",
        data_class="profile",
    )
    context = {
        "programme": programme,
        "region": region,
        "sides": picture_of(programme, region, at),
        "decides": decides,
        "both": both,
        "stood_at": last_telling(programme, at),
        "next_at": next_telling(programme, at),
    }
    return render(request, "choosing/picture.html", context)
