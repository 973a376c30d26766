"""Signing up: two doors, a short form, and arriving after signing in."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.actions import start_code_sign_in, take_sign_up_turn
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, form_keys, history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import actions, pending
from jobtwinning.intake.forms import SignUpForm
from jobtwinning.intake.honest import participant_answers
from jobtwinning.intake.queries import sign_up_state
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.viewer import programme_at, viewer_of

DOORS = {"docent": Side.TEACHER, "werk": Side.NON_TEACHER}


def programme_of(request: HttpRequest, slug: str) -> Programme:
    """A round that is not a draft."""
    programme = programme_at(request, slug)
    if programme is None or programme.is_standing or programme.state == Programme.State.DRAFT:
        raise Http404
    return programme


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Two doors, then a short form; ends on the code page, whether or not the address was known."""
    programme = programme_of(request, slug)
    side = DOORS.get(request.GET.get("kant", ""))
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    if side is None:
        return _doors(request, programme)
    form = SignUpForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        side=side,
        own_email=request.user.email if isinstance(request.user, Account) else "",
        initial={**_of_channel(request, programme, side), **_own_name(request)},
    )
    state = sign_up_state(programme, side)
    if request.method == "POST" and state == "open" and form.is_valid():
        try:
            return _take_sign_up(request, programme, form)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    context = {
        "programme": programme,
        "side": side,
        "form": form,
        "state": state,
        "other_door": _other_door(request, side),
        "newest": history.newest(),
        "answers": lambda: participant_answers(programme, next(iter(programme.regions.all()), None)),
    }
    status = 422 if form.is_bound and state == "open" else 409 if form.is_bound else 200
    return render(request, "intake/sign_up.html", context, status=status)


def _doors(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Which side somebody is on; a form sent without a side comes back here."""
    channel = request.GET.get("via", "")
    doors = [
        {
            "side": side.value,
            "url": "?" + urlencode({"kant": word, **({"via": channel} if channel else {})}),
            "state": sign_up_state(programme, side),
        }
        for word, side in DOORS.items()
    ]
    context = {"programme": programme, "doors": doors, "is_closed": all(door["state"] == "closed" for door in doors)}
    return render(request, "intake/doors.html", context, status=422 if request.method == "POST" else 200)


def _other_door(request: HttpRequest, side: Side) -> str:
    """The same page for the other side, by the same channel."""
    word = next(word for word, other in DOORS.items() if other != side)
    channel = request.GET.get("via", "")
    return "?" + urlencode({"kant": word, **({"via": channel} if channel else {})})


def _of_channel(request: HttpRequest, programme: Programme, side: Side) -> dict[str, str]:
    """How they found us, and where they work when the poster hangs there."""
    code = request.GET.get("via", "").replace("\x00", "")[:40]
    channel = programme.channels.filter(code=code).select_related("organisation", "region").first() if code else None
    found = {"channel": code}
    if channel is not None:
        found["region"] = channel.region.slug
        organisation = channel.organisation
        if organisation and (organisation.kind == organisation.Kind.SCHOOL) == (side == Side.TEACHER):
            found["organisation"] = organisation.name
    return found


def _own_name(request: HttpRequest) -> dict[str, str]:
    """The name of whoever is signed in, to start from."""
    person = viewer_of(request).person if isinstance(request.user, Account) else None
    return {"given_name": person.given_name, "surname": person.surname} if person else {}


def _take_sign_up(request: HttpRequest, programme: Programme, form: SignUpForm) -> HttpResponse:
    """Store it when the address is new or its owner is here; else keep it in the session until they signed in."""
    wish = form.sign_up(language=(get_language() or "nl")[:2])
    arrive = reverse("intake:arrive", args=[programme.slug])
    is_owner = isinstance(request.user, Account)
    code_page = f"{reverse('account_confirm_login_code')}?{urlencode({'next': arrive})}"
    if not is_owner:
        take_sign_up_turn(request)
    with transaction.atomic():
        if not form_keys.claim(request, arrive if is_owner else code_page):
            return redirect(arrive if is_owner else code_page)
        if isinstance(request.user, Account):
            participation = actions.join(programme, wish, account=request.user, at=clock.now())
            return redirect("intake:intake", public_id=participation.public_id)
        actions.sign_up(programme, wish, at=clock.now())
    pending.keep(request, programme, wish)
    return start_code_sign_in(request, wish.email, next_url=arrive)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def arrive(request: HttpRequest, slug: str) -> HttpResponse:
    """After signing in: to the own intake, or first confirm the sign-up that waits in the session."""
    programme = programme_of(request, slug)
    viewer = viewer_of(request)
    found = Participation.objects.filter(programme=programme, person=viewer.person).first() if viewer.person else None
    if found is not None and found.state == Participation.State.WITHDRAWN:
        return render(request, "intake/withdrawn.html", {"programme": programme, "region": found.region})
    if found is not None:
        pending.forget(request)
        return redirect("intake:intake", public_id=found.public_id)
    wish = pending.of(request, programme, viewer.account)
    if wish is None:
        return redirect("intake:sign_up", slug=slug)
    if request.method == "POST":
        participation = actions.join(programme, wish, account=viewer.account, at=clock.now())
        pending.forget(request)
        return redirect("intake:intake", public_id=participation.public_id)
    return render(request, "intake/arrive.html", {"programme": programme, "wish": wish})
