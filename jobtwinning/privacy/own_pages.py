"""Mijn gegevens: what somebody sees and decides about their own data."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys
from jobtwinning.people.models import Person
from jobtwinning.privacy import access, labels
from jobtwinning.privacy.consent_forms import ConsentForm
from jobtwinning.privacy.consents import change_consent, consent_states
from jobtwinning.privacy.lookers import Lookers
from jobtwinning.privacy.paths import Subject, shown_in
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.viewer import viewer_of

VIEWS_PER_PAGE = 25
ROWS_ON_PAGE = 100  # per table; all of them are in the file


def _person(request: HttpRequest) -> Person:
    """Who signed in; a login without a person has nothing here."""
    person = viewer_of(request).person
    if person is None:
        raise Http404
    return person


@require_http_methods(["GET", "HEAD"])
@login_required
def hub(request: HttpRequest) -> HttpResponse:
    """The way to everything about your own data."""
    return render(request, "privacy/my_data.html", {"person": viewer_of(request).person})


@require_http_methods(["GET", "HEAD"])
@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything that is kept, to read."""
    viewer = viewer_of(request)
    tables = access.own_tables(Subject.of(viewer.person, viewer.account))
    context = {"tables": [_for_page(table) for table in tables], "withheld": access.withheld()}
    return render(request, "privacy/own_data.html", context)


def _for_page(table: access.OwnTable) -> dict[str, Any]:
    """Rows of label and text, empty ones and what is only for machines left out."""
    names = {column.field: labels.label_of(table.table, column.field) for column in table.columns}
    rows = []
    for row, about in list(zip(table.rows, table.about, strict=True))[-ROWS_ON_PAGE:]:
        shown = [(names[name], one.text) for name, one in row.items() if name not in labels.FILE_ONLY and one.text]
        rows.append({"about": about, "fields": shown})
    return {
        "table": table.table,
        "title": table.title,
        "rows": rows,
        "more": len(table.rows) - len(rows),
        "is_questions": table.table == "surveys.Answer",
    }


@require_http_methods(["GET", "HEAD"])
@login_required
@requires_fresh_sign_in
def own_data_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    viewer, now = viewer_of(request), clock.now()
    document = access.access_file(viewer.person, account=viewer.account, at=now)
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="job-twinning-{now:%Y-%m-%d}.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consents(request: HttpRequest) -> HttpResponse:
    """Per purpose what was said, with a button to say the opposite."""
    person = _person(request)
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given, url = form.cleaned_data["given"] == "yes", reverse("privacy:consents")
        with transaction.atomic():
            if form_keys.claim(request, url):
                changed = change_consent(
                    person, form.cleaned_data["purpose"], given=given, by=viewer_of(request).account, at=clock.now()
                )
                if changed:
                    said = _("Je hebt toestemming gegeven.") if given else _("Je toestemming is ingetrokken.")
                    messages.success(request, said)
        return redirect(url)
    context = {"states": consent_states(person), "form_key": form_keys.new_key(), "refused": form.is_bound}
    return render(request, "privacy/consents.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD"])
@login_required
def viewed(request: HttpRequest) -> HttpResponse:
    """Who of the staff looked at a page with your data, newest first."""
    person = _person(request)
    rows = shown_in(person.public_id).order_by("-at", "-pk")
    page = Paginator(rows, VIEWS_PER_PAGE).get_page(request.GET.get("page"))
    lookers = Lookers.of(row.account_id for row in page)
    regions = frozenset(Participation.objects.filter(person=person).values_list("region_id", flat=True))
    views = [
        {
            "at": row.at,
            "who": lookers.words(row.account_id, row.at, regions),
            "page": labels.page_words(row.page),
            "data": labels.word_of("core.ViewLog", "data_class", row.data_class),
        }
        for row in page
    ]
    return render(request, "privacy/viewed.html", {"page": page, "views": views})
