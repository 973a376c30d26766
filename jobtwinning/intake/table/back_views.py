"""A workbook that comes back: send it, see what would change, take over what is ticked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import background, clock, form_keys, viewlog
from jobtwinning.core.background import UNWATCHED
from jobtwinning.core.errors import DomainError, FileRefusedError
from jobtwinning.core.files import read_content
from jobtwinning.core.forms import KeyedForm
from jobtwinning.core.models import LongWork, StoredFile
from jobtwinning.core.progress import progress_of
from jobtwinning.core.uploads import expired
from jobtwinning.intake.models import ReadBack
from jobtwinning.intake.table import back_files
from jobtwinning.intake.table.forms import FileForm
from jobtwinning.intake.table.reading import Reading, RowDifferences, Ticked, chosen, read_back
from jobtwinning.intake.table.views import Place, place_of

TASK = "intake.take_over"
AT_ONCE = 300  # rows that are written while the page waits
SHOWN_CELLS = 300  # each with a box to tick; a form has at most a thousand fields
SHOWN_NOTES = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def table_back(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Send a workbook; see its differences; take over. Nothing changes before the last."""
    place = place_of(request, slug, kind)
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    try:
        if request.method == "POST" and "stored" in request.POST:
            return on_stored(request, place, stored_file(place, request.POST["stored"]))
        if request.method != "POST" and "bestand" in request.GET:
            return differences(request, place, stored_file(place, request.GET["bestand"]))
    except DomainError as refused:
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)  # the same form, sent at the same moment, took the file
        return upload_page(request, place, FileForm(), refused)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        try:
            return redirect(keep(request, place, form))
        except FileRefusedError as refused:
            return upload_page(request, place, form, refused)
        except DomainError as refused:
            form.add_error("file", str(refused.message))
    return upload_page(request, place, form)


def back_address(place: Place, stored: StoredFile | None = None) -> str:
    url = reverse("intake:table_back", args=[place.programme.slug, place.table.slug])
    return f"{url}?bestand={stored.public_id}" if stored else url


def keep(request: HttpRequest, place: Place, form: FileForm) -> str:
    """Only a file that can be taken over is kept; the address of its differences."""
    upload = form.upload()
    regions = place.viewer.coordinated_region_ids(place.programme)
    region_id = next(iter(regions)) if len(regions) == 1 else None
    back_files.check_upload(upload)
    read_back(place.table, place.programme, place.viewer, upload.content)
    with transaction.atomic():
        stored = back_files.keep_file(
            upload, place.programme, region_id=region_id, by=place.viewer.account, at=clock.now()
        )
        url = back_address(place, stored)
        form_keys.claim(request, url)
    return url


def stored_file(place: Place, public_id: str) -> StoredFile:
    """The own file that is named; DomainError when it is not there (any more)."""
    files = back_files.own_files(place.programme, place.viewer.account, clock.now())
    found = files.filter(public_id=public_id.replace("\x00", "")).first()
    if found is None:
        raise expired()
    return found


def upload_page(request: HttpRequest, place: Place, form: FileForm, refused: DomainError | None = None) -> HttpResponse:
    """The form, what waits, and why a file was refused."""
    faults = refused.rows if isinstance(refused, FileRefusedError) else ()
    waiting = back_files.own_files(place.programme, place.viewer.account, clock.now())
    context: dict[str, Any] = {
        "place": place,
        "programme": place.programme,
        "form": form,
        "waiting": [(each, back_address(place, each), KeyedForm()) for each in waiting],
        "refusal": refused.message if refused else "",
        "faults": faults[:SHOWN_NOTES],
    }
    return render(request, "intake/table_back.html", context, status=422 if form.is_bound or refused else 200)


def shown_rows(reading: Reading) -> list[RowDifferences]:
    """As many whole rows as a form can hold; conflicts stand first."""
    rows: list[RowDifferences] = []
    cells = 0
    for row in reading.rows:
        cells += len(row.cells)
        if cells > SHOWN_CELLS and rows:
            break
        rows.append(row)
    return rows


def differences(request: HttpRequest, place: Place, stored: StoredFile) -> HttpResponse:
    """Row by row and cell by cell: yours, now, and whether it changed meanwhile."""
    reading = read_back(place.table, place.programme, place.viewer, read_content(stored))
    rows = shown_rows(reading)
    viewlog.record_view(
        account_id=place.viewer.account.pk,
        person_ids=[each for row in rows for each in row.line.person_ids],
        page="intake:table_back",
        data_class="contact",
    )
    context = {
        "place": place,
        "programme": place.programme,
        "stored": stored,
        "reading": reading,
        "rows": rows,
        "shown_ids": ",".join(row.line.public_id for row in rows),
        "rest": len(reading.rows) - len(rows),
        "notes": reading.notes[:SHOWN_NOTES],
        "more_notes": max(0, len(reading.notes) - SHOWN_NOTES),
        "form_key": form_keys.new_key(),
    }
    return render(request, "intake/table_differences.html", context)


# --- Taking over ----------------------------------------------------------------------------------


def on_stored(request: HttpRequest, place: Place, stored: StoredFile) -> HttpResponse:
    """Throw the file away, or take over what is ticked."""
    if "remove" in request.POST:
        url = back_address(place)
        with transaction.atomic():
            if form_keys.claim(request, url):
                stored.delete()
        return redirect(url)
    ticked = ticked_of(request)
    reading = read_back(place.table, place.programme, place.viewer, read_content(stored))
    if len(chosen(reading.rows, ticked)[0]) > AT_ONCE:
        return redirect(begin(request, place, stored, ticked))
    with transaction.atomic():
        if form_keys.claim(request, place.url):
            written = back_files.take_over(
                place.table, place.programme, place.viewer, stored, ticked, at=clock.now(), watch=UNWATCHED
            )
            tell(request, written.rows, written.left)
    return redirect(place.url)


def ticked_of(request: HttpRequest) -> Ticked:
    return Ticked(
        frozenset(key for key in request.POST.getlist("take") if key.count(".") == 2),
        frozenset(request.POST.get("shown", "").split(",")),
        "rest" in request.POST,
    )


def begin(request: HttpRequest, place: Place, stored: StoredFile, ticked: Ticked) -> str:
    """Many rows: another process writes them, and the page follows it."""
    with transaction.atomic():
        ReadBack.objects.update_or_create(
            file=stored, defaults={"table": place.table.slug, "choices": ticked.to_json()}
        )
        work, _is_new = background.start(TASK, stored.public_id, key=stored.public_id, by=place.viewer.account)
        url = reverse("intake:table_work", args=[place.programme.slug, place.table.slug, work.public_id])
        form_keys.claim(request, url)
    return url


def tell(request: HttpRequest, rows: int, left: int) -> None:
    """What became of it."""
    text = ngettext("%(n)s rij is aangepast.", "%(n)s rijen zijn aangepast.", rows) % {"n": rows}
    messages.success(request, text)
    if left:
        text = ngettext(
            "%(n)s cel liet ik staan: iemand anders paste die intussen aan.",
            "%(n)s cellen liet ik staan: iemand anders paste die intussen aan.",
            left,
        )
        messages.warning(request, text % {"n": left})


@require_http_methods(["GET", "HEAD"])
@login_required
def table_work(request: HttpRequest, slug: str, kind: str, public_id: str) -> HttpResponse:
    """How far a large file is."""
    place = place_of(request, slug, kind)
    works = LongWork.objects.filter(task=TASK, asked_by_id=place.viewer.account.pk)
    work = works.filter(public_id=public_id.replace("\x00", "")).first()
    if work is None:
        raise Http404
    steps = {"reading": _("We lezen het bestand."), "writing": _("We schrijven de rijen.")}
    failed = work.state == LongWork.Outcome.FAILED
    message = _("Het is niet helemaal gelukt. Lees het bestand nog eens in: wat er al staat, blijft staan.")
    shown = progress_of(work, steps, poll_url=request.path, message=message if failed else "")
    is_done = work.state == LongWork.Outcome.DONE
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        if shown.is_busy:
            is_new_step = request.GET.get("stap") != str(shown.number)
            return render(request, "core/components/progress_bar.html", {"progress": shown, "oob": is_new_step})
        return HttpResponseClientRedirect(request.path) if is_done else HttpResponseClientRefresh()
    if is_done:
        rows, _dash, left = work.result_id.partition("-")
        tell(request, int(rows or 0), int(left or 0))
        return redirect(place.url)
    context = {"place": place, "programme": place.programme, "progress": shown, "back_url": back_address(place)}
    return render(request, "intake/table_work.html", context)
