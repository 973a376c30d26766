"""The coordinator's pages: who signed up, what they answered, and bringing people in from a file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError, FileRefusedError
from jobtwinning.core.files import read_content
from jobtwinning.core.forms import KeyedForm
from jobtwinning.core.models import StoredFile
from jobtwinning.core.spreadsheets import Table
from jobtwinning.core.texts import clean
from jobtwinning.intake import actions, import_files, queries, steps
from jobtwinning.intake.forms import FilterForm, UploadForm
from jobtwinning.intake.imports import import_participants
from jobtwinning.intake.managers.care import Told
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.intake.permissions import may_import, may_read_import_file, may_steer_participation
from jobtwinning.intake.progress import intake_parts
from jobtwinning.intake.readback import read_sections
from jobtwinning.intake.readiness import readiness_of
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.permissions import find, may_coordinate, may_see_participation
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.surveys.imports import ImportResult

PER_PAGE = 50
SHOWN_ROWS = 200
NOTE_LENGTH = 500


def _programme(request: HttpRequest, slug: str) -> Programme:
    programmes = Programme.objects.prefetch_related("regions")
    return find(programmes, viewer_of(request), may_coordinate, slug=slug)


@require_http_methods(["GET", "HEAD"])
@login_required
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Both sides, by surname, of the regions this coordinator was given."""
    programme = _programme(request, slug)
    viewer = viewer_of(request)
    region_ids = viewer.coordinated_region_ids(programme)
    regions = sorted((each for each in programme.regions.all() if each.pk in region_ids), key=lambda each: each.name)
    form = FilterForm(request.GET or None, regions=regions)
    filters = form.filters() if form.is_bound else queries.Filters()
    found = queries.filtered_participations(programme, region_ids, filters)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.participant_rows(list(page))
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[row.participation.person.public_id for row in rows],
        page="intake:participants",
        data_class="profile",
    )
    context = {
        "programme": programme,
        "page": page,
        "rows": rows,
        "form": form,
        "several_regions": len(regions) > 1,
        "is_filtered": filters != queries.Filters(),
    }
    return render(request, "intake/participants.html", context)


def _participation(request: HttpRequest, slug: str, public_id: str) -> Participation:
    participations = Participation.objects.filter(programme__slug=slug).select_related(
        "person", "programme", "region", "employment__organisation"
    )
    return find(participations, viewer_of(request), may_see_participation, public_id=public_id)


@require_http_methods(["GET", "HEAD"])
@login_required
def participant(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One participant with the whole intake, goals and motivation included."""
    participation = _participation(request, slug, public_id)
    known = queries.known_answers(participation)
    viewlog.record_view(
        account_id=viewer_of(request).account.pk,
        person_ids=[participation.person.public_id],
        page="intake:participant",
        data_class="answers",
    )
    context = {
        "participation": participation,
        "sections": read_sections(known, shared=True),
        "parts": intake_parts(participation),
        "flags": queries.flags_of(known),
        "form_key": form_keys.new_key(),
        "may_withdraw": participation.state != Participation.State.WITHDRAWN,
        "readiness": readiness_of(participation),
        "key_form": KeyedForm(),
    }
    return render(request, "intake/participant.html", context)


@require_http_methods(["POST"])
@login_required
def withdraw(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Take somebody out of the programme."""
    participations = Participation.objects.filter(programme__slug=slug).select_related("programme", "region")
    participation = find(participations, viewer_of(request), may_steer_participation, public_id=public_id)
    try:
        actions.withdraw_participation(participation, by=viewer_of(request).account, at=clock.now())
    except DomainError as refused:
        messages.error(request, str(refused.message))
    return redirect("intake:participant", slug=slug, public_id=public_id)


# --- Bringing people in from a file -----------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def import_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Upload, see what would happen or what is wrong, confirm. Looking and reading in use the same stored file."""
    programmes = Programme.objects.prefetch_related("regions")
    programme = find(programmes, viewer_of(request), may_import, slug=slug)
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    if request.method == "POST" and "stored" in request.POST:
        return _on_stored(request, programme)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            return _look(request, programme, form.upload())
        except FileRefusedError as refused:
            return _import_page(request, programme, form, refused=refused)
        except DomainError as refused:
            form.add_error("file", str(refused.message))
    return _import_page(request, programme, form)


def _import_page(
    request: HttpRequest, programme: Programme, form: UploadForm, *, refused: DomainError | None = None
) -> HttpResponse:
    """The form, what waits, and why a file was refused."""
    waiting = import_files.waiting_files(programme, viewer_of(request).account, clock.now())
    context = {"programme": programme, "form": form, "columns": _columns(), "waiting": waiting}
    if refused is not None:
        context |= _refusal(refused)
    return render(request, "intake/import.html", context, status=422 if form.is_bound or refused else 200)


def _look(request: HttpRequest, programme: Programme, upload: import_files.Upload) -> HttpResponse:
    """What the file would do; only a file that could be read in is kept."""
    viewer, regions = viewer_of(request), viewer_of(request).coordinated_region_ids(programme)
    region_id = next(iter(regions)) if len(regions) == 1 else None
    import_files.check_upload(upload)
    preview = _run(request, programme, import_files.table_of(upload.content), dry_run=True)
    stored = import_files.keep_file(upload, programme, region_id=region_id, by=viewer.account, at=clock.now())
    return _preview_page(request, programme, stored, import_files.table_of(upload.content), preview)


def _preview_page(
    request: HttpRequest, programme: Programme, stored: StoredFile, table: Table, preview: ImportResult
) -> HttpResponse:
    viewlog.record_view(
        account_id=viewer_of(request).account.pk,
        person_ids=import_files.people_in(stored),
        page="intake:import",
        data_class="contact",
    )
    context = {
        "programme": programme,
        "columns": _columns(),
        "preview": preview,
        "preview_rows": _preview_rows(table, preview),
        "stored": stored,
        "rows_in_file": len(table.rows),
        "form_key": form_keys.new_key(),
    }
    return render(request, "intake/import.html", context)


def _on_stored(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Look again at a file that was kept, throw it away, or read it in."""
    try:
        stored = _stored(request, programme)
        if "remove" in request.POST:
            return _throw_away(request, programme, stored)
        if "look" in request.POST:
            table = import_files.table_of(read_content(stored))
            return _preview_page(request, programme, stored, table, _run(request, programme, table, dry_run=True))
        return _confirm(request, programme, stored)
    except DomainError as refused:
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)  # the same form, sent at the same moment, is why this one is refused
        return _import_page(request, programme, UploadForm(), refused=refused)


def _throw_away(request: HttpRequest, programme: Programme, stored: StoredFile) -> HttpResponse:
    url = reverse("intake:import", args=[programme.slug])
    with transaction.atomic():
        if form_keys.claim(request, url):
            stored.delete()
    return redirect(url)


def _stored(request: HttpRequest, programme: Programme) -> StoredFile:
    """The own file that is named; DomainError when it is not there (any more)."""
    files = import_files.waiting_files(programme, viewer_of(request).account, clock.now())
    try:
        return find(files, viewer_of(request), may_read_import_file, public_id=request.POST["stored"])
    except Http404:
        raise import_files.expired() from None


def _run(
    request: HttpRequest,
    programme: Programme,
    table: Table,
    *,
    dry_run: bool,
    invite: bool = False,
    told: Told | None = None,
) -> ImportResult:
    viewer = viewer_of(request)
    return import_participants(
        programme,
        table,
        by=viewer.account,
        at=clock.now(),
        region_ids=viewer.coordinated_region_ids(programme),
        dry_run=dry_run,
        invite=invite,
        told=told,
    )


def _preview_rows(table: Table, preview: ImportResult) -> list[dict[str, str]]:
    """The rows that would do something, with the cells a coordinator recognises somebody by."""
    cells = {row.number: {name.casefold(): cell for name, cell in row.cells.items()} for row in table.rows}
    return [
        {**cells[number], "outcome": outcome} for number, outcome in preview.outcomes.items() if outcome != "unchanged"
    ][:SHOWN_ROWS]


def _confirm(request: HttpRequest, programme: Programme, stored: StoredFile) -> HttpResponse:
    """Read in the file that was previewed; with it the file goes."""
    told = _told(request)
    url = reverse("intake:participants", args=[programme.slug])
    with transaction.atomic():
        if form_keys.claim(request, url):
            table = import_files.take_file(stored)
            result = _run(request, programme, table, dry_run=False, invite="invite" in request.POST, told=told)
            messages.success(request, _summary(result))
    return redirect(url)


def _told(request: HttpRequest) -> Told | None:
    """The permission that came on paper or by word for everybody in the file; DomainError when nobody says how."""
    how, note = request.POST.get("permission_how", ""), clean(request.POST.get("permission_note", "")).strip()
    if how not in (ManagerPermission.How.PAPER, ManagerPermission.How.SPOKEN):
        return None
    if not note or len(note) > NOTE_LENGTH:
        raise DomainError(
            "note",
            _("Schrijf in hooguit %(max)s tekens op hoe je weet dat er toestemming is.") % {"max": NOTE_LENGTH},
        )
    return Told(how=how, note=note, is_motivated=True)


def _summary(result: ImportResult) -> str:
    text = ngettext(
        "%(count)s deelnemer toegevoegd, %(changed)s aangepast.",
        "%(count)s deelnemers toegevoegd, %(changed)s aangepast.",
        result.added,
    )
    return text % {"count": result.added, "changed": result.changed}


def _refusal(refused: DomainError) -> dict[str, Any]:
    faults = refused.rows if isinstance(refused, FileRefusedError) else ()
    return {
        "refusal": refused.message,
        "faults": faults[:SHOWN_ROWS],
        "more_faults": max(0, len(faults) - SHOWN_ROWS),
    }


def _columns() -> list[str]:
    """The columns a file may have, for the explanation."""
    return [item.code for item in steps.questions().items if item.code in steps.asked_items()]
