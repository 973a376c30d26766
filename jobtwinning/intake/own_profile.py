"""The own profile: who may see which field, and how others see one now (MAT-01)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import actions
from jobtwinning.intake.forms import ProfileForm
from jobtwinning.intake.profile import Audience, choices_of, profile_for
from jobtwinning.intake.queries import known_answers
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.permissions import find, is_own_participation
from jobtwinning.programmes.viewer import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose per field, and see what each circle sees."""
    participations = Participation.objects.select_related("person", "programme", "region", "employment__organisation")
    participation = find(participations, viewer_of(request), is_own_participation, public_id=public_id)
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    choices, known = choices_of(participation), known_answers(participation)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        current_version=participation.version,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_save(request, participation, form))
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    context = {
        "participation": participation,
        "form": form,
        "partner": profile_for(Audience.PARTNER, choices, known),
        "browsers": profile_for(Audience.BROWSERS, choices, known),
    }
    return render(request, "intake/profile.html", context, status=422 if form.is_bound else 200)


def _save(request: HttpRequest, participation: Participation, form: ProfileForm) -> str:
    url = reverse("intake:profile", args=[participation.public_id])
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.choose_audiences(
                participation,
                form.chosen(),
                by=viewer_of(request).account,
                at=clock.now(),
                version=form.current_version,
            )
            messages.success(request, _("Je keuze is bewaard. Hieronder zie je wat anderen nu zien."))
    return url
