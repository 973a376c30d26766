"""What a coordinator does about permission and readiness, on the page of a participant."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.intake.managers import actions, care
from jobtwinning.intake.managers.forms import OverrideForm, ReplyForm, ToldForm
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.intake.permissions import may_steer_participation
from jobtwinning.intake.readiness import override_readiness, readiness_of, take_back_override
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of

WRONG = 422
Save = Callable[[Account, datetime], object]


def _participation(request: HttpRequest, slug: str, public_id: str) -> Participation:
    participations = Participation.objects.filter(programme__slug=slug).select_related(
        "person__account", "programme", "region", "employment__organisation"
    )
    return find(participations, viewer_of(request), may_steer_participation, public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def told(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """A signature on paper, or a spoken yes."""
    participation = _participation(request, slug, public_id)
    form = ToldForm(_sent(request))
    title = gettext_lazy("Schrijf een toestemming op")

    def save(by: Account, at: datetime) -> None:
        care.record_told_permission(participation, form.told(), by=by, at=at)

    return _form_page(request, participation, form, save, title, "intake:permission_told")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reply(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Answer the manager's question; they get it with a fresh link."""
    participation = _participation(request, slug, public_id)
    form = ReplyForm(_sent(request))

    def save(by: Account, at: datetime) -> None:
        care.answer_question(_current(participation), form.cleaned_data["answer"], by=by, at=at)

    return _form_page(
        request, participation, form, save, gettext_lazy("Beantwoord de vraag"), "intake:permission_reply"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def override(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Let somebody be matched although something is missing."""
    participation = _participation(request, slug, public_id)
    form = OverrideForm(_sent(request))

    def save(by: Account, at: datetime) -> None:
        override_readiness(participation, form.cleaned_data["reason"], by=by, at=at)

    return _form_page(
        request, participation, form, save, gettext_lazy("Laat deze deelnemer toch toe"), "intake:override"
    )


@require_http_methods(["POST"])
@login_required
def steer(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One button: a fresh link, the permission withdrawn, or the own decision taken back."""
    participation = _participation(request, slug, public_id)
    url = reverse("intake:participant", args=[slug, public_id])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    by, at = viewer_of(request).account, clock.now()
    steps: dict[str, Callable[[], object]] = {
        "resend": lambda: actions.resend_link(_current(participation), by=by, at=at),
        "withdraw": lambda: care.withdraw_permission(_current(participation), by=by, at=at),
        "take_back": lambda: take_back_override(participation, by=by, at=at),
    }
    step = steps.get(request.POST.get("step", ""))
    try:
        with transaction.atomic():
            if step is not None and form_keys.claim(request, url):
                step()
                messages.success(request, _("Gedaan."))
    except DomainError as refused:
        messages.error(request, str(refused.message))
    return redirect(url)


# --- Shared -----------------------------------------------------------------------------------------


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _current(participation: Participation) -> ManagerPermission:
    """The permission that waits or holds; DomainError when there is none (any more)."""
    found = actions.current_permission(participation)
    if found is None:
        raise DomainError("not_given", _("Deze toestemming was al veranderd. Kijk wat er nu staat."))
    return found


def _form_page(
    request: HttpRequest, participation: Participation, form: KeyedForm, save: Save, title: Promise, page: str
) -> HttpResponse:
    """A page with one form; afterwards back to the participant."""
    url = reverse("intake:participant", args=[participation.programme.slug, participation.public_id])
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                if form_keys.claim(request, url):
                    save(viewer_of(request).account, clock.now())
            return redirect(url)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    viewlog.record_view(
        account_id=viewer_of(request).account.pk,
        person_ids=[participation.person.public_id],
        page=page,
        data_class="profile",
    )
    context = {
        "participation": participation,
        "readiness": readiness_of(participation),
        "form": form,
        "title": title,
        "back_url": url,
    }
    return render(request, "intake/steer_form.html", context, status=WRONG if form.is_bound else 200)
