"""The overview of programmes, the register for the admin, and what was mailed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import files, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.core.models import StoredFile
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes import actions, permissions, queries
from jobtwinning.programmes.events.queries import prompts
from jobtwinning.programmes.forms import GrantForm, RegionForm, SignOutForm
from jobtwinning.programmes.models import Programme, RoleGrant
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import Viewer, viewer_of

MAILS_PER_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The programmes somebody coordinates or studies."""
    viewer = viewer_of(request)
    if not permissions.may_see_overview(viewer):
        raise Http404
    rows = queries.programmes_of(viewer)
    context = {
        "rows": [row for row in rows if not row.programme.is_archived],
        "archived": [row for row in rows if row.programme.is_archived],
        "prompts": prompts(viewer, [row.programme for row in rows if row.coordinates]),
        "may_create": permissions.may_create_programme(viewer),
        "has_regions": bool(permissions.region_ids_now(viewer)),
    }
    return render(request, "programmes/overview.html", context)


@require_http_methods(["GET", "HEAD"])
@login_required
def administration(request: HttpRequest) -> HttpResponse:
    """The register: regions, programmes, roles."""
    viewer = viewer_of(request)
    require_admin(viewer)
    register = queries.register()
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=queries.people_behind(grant.account_id for grant in register.grants),
        page="programmes:administration",
        data_class="contact",
    )
    return render(request, "programmes/administration.html", {"register": register})


def require_admin(viewer: Viewer) -> None:
    if not permissions.may_administer(viewer):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def region_new(request: HttpRequest) -> HttpResponse:
    """A new region."""
    viewer = viewer_of(request)
    require_admin(viewer)

    def save(form: KeyedForm) -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name != form_keys.FIELD}
        actions.create_region(**values, by=viewer.account)

    form = RegionForm(posted(request))
    return answer_form(request, form, save, "programmes/region_new.html", reverse("programmes:administration"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def grant_new(request: HttpRequest) -> HttpResponse:
    """Give somebody a role."""
    viewer = viewer_of(request)
    require_admin(viewer)

    def save(form: KeyedForm) -> None:
        values = form.cleaned_data
        actions.grant_role(
            values["email"], values["role"], region=values["region"], programme=values["programme"], by=viewer.account
        )

    form = GrantForm(posted(request))
    return answer_form(request, form, save, "programmes/grant_new.html", reverse("programmes:administration"))


@require_http_methods(["POST"])
@login_required
@requires_fresh_sign_in
def grant_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a role away."""
    viewer = viewer_of(request)
    grant = find(RoleGrant.objects.all(), viewer, permissions.may_revoke, even_archived=True, public_id=public_id)
    actions.revoke_grant(grant, by=viewer.account)
    return redirect("programmes:administration")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign somebody out everywhere."""
    viewer = viewer_of(request)
    require_admin(viewer)

    def save(form: KeyedForm) -> None:
        actions.sign_out_everywhere(form.cleaned_data["email"], by=viewer.account)
        messages.success(request, _("Dat account is overal uitgelogd."))

    form = SignOutForm(posted(request))
    return answer_form(request, form, save, "programmes/end_sessions.html", reverse("programmes:administration"))


@require_http_methods(["POST"])
@login_required
def change_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a programme for sign-up, close it, start matching, finish."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.all(), viewer, permissions.may_change_state, even_archived=True, slug=slug)
    actions.change_state(programme, request.POST.get("state", ""), by=viewer.account)
    return redirect("programmes:overview" if viewer.coordinates(programme) else "programmes:administration")


@require_http_methods(["GET", "HEAD"])
@login_required
def sent_mail(request: HttpRequest, slug: str) -> HttpResponse:
    """What the platform mailed to the people of the coordinator's regions."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.all(), viewer, permissions.may_coordinate, slug=slug)
    mails = OutboxMail.objects.filter(
        programme_id=programme.pk, region_id__in=viewer.coordinated_region_ids(programme)
    ).order_by("-created_at", "-pk")
    page = Paginator(mails, MAILS_PER_PAGE).get_page(request.GET.get("page"))
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=queries.public_ids(mail.person_id for mail in page),
        page="programmes:sent_mail",
        data_class="contact",
    )
    return render(request, "programmes/sent_mail.html", {"programme": programme, "page": page})


@require_http_methods(["GET", "HEAD"])
@login_required
def stored_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A file that somebody sent; its purpose says who may read it, and whose data it shows."""
    viewer = viewer_of(request)
    stored = find(StoredFile.objects.all(), viewer, permissions.may_read_file, public_id=public_id)
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=files.PURPOSES[stored.purpose].people_in(stored),
        page="programmes:stored_file",
        data_class="contact",
    )
    return files.file_answer(stored)


def posted(request: HttpRequest) -> Any:
    """What was sent, also when it was nothing; None when the form is only shown."""
    return request.POST if request.method == "POST" else None


def answer_form(
    request: HttpRequest, form: KeyedForm, save: Callable[[Any], None], template: str, target: str, **context: Any
) -> HttpResponse:
    """Show a form, or save it once and go on; a refusal of the action stands beside its field."""
    if request.method == "POST":
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)
        if form.is_valid():
            try:
                with transaction.atomic():
                    if form_keys.claim(request, target):
                        save(form)
                return redirect(target)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)  # the same form, sent at the same moment, is why this one is refused
    context |= {"form": form, "cancel_url": target}
    return render(request, template, context, status=422 if form.errors else 200)
