"""The page behind a manager's link: no account, two minutes. Looking changes nothing, a button does."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.session_views import LINK
from jobtwinning.core import clock, figures, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.honest import manager_lines, never_shown
from jobtwinning.intake.managers import actions, queries
from jobtwinning.intake.managers.forms import ANSWER_FORMS, OTHER_FORMS, AnswerForm, PassOnForm
from jobtwinning.intake.managers.limits import take_turn
from jobtwinning.intake.managers.queries import OpenedLink
from jobtwinning.intake.models import HOLDS, ManagerPermission
from jobtwinning.programmes.models import Participation, Side

State = ManagerPermission.State
GONE = 410
SENDS_MAIL = ("pass_on", "question", "renew")


@require_http_methods(["GET", "HEAD", "POST"])
def manager(request: HttpRequest) -> HttpResponse:
    """Yes, yes up to a maximum, a question, no, or somebody else; afterwards what was said."""
    opened = queries.opened_link(request.session.get(LINK, ""), at=clock.now())
    if opened is None:
        return render(request, "intake/manager_gone.html", status=GONE)
    if request.method == "POST":
        return _answer(request, opened)
    chosen = _chosen(request.GET.get("over", ""), opened)
    return _page(request, opened, chosen or opened.permission)


def _chosen(public_id: str, opened: OpenedLink) -> ManagerPermission | None:
    """The one that is meant: of this link, or of the same manager in the same programme."""
    if public_id in ("", opened.permission.public_id):
        return opened.permission
    if opened.is_dead or opened.permission.state == State.PASSED_ON:
        return None
    return next((one for one in queries.also_yours(opened.permission) if one.public_id == public_id), None)


def _page(
    request: HttpRequest,
    opened: OpenedLink,
    permission: ManagerPermission,
    *,
    form: AnswerForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The letter with its answers, what was decided, or that the link is dead."""
    is_own = permission.pk == opened.permission.pk
    can_answer = permission.is_open and not opened.is_dead and (opened.works or not is_own)
    if opened.is_dead or (permission.is_open and permission.state != State.QUESTION and not can_answer):
        context = {"opened": opened, "can_renew": _can_renew(opened), "region": opened.permission.participation.region}
        return render(
            request, "intake/manager_gone.html", context | {"form": _form("renew", opened.permission)}, status=GONE
        )
    others = [] if permission.state == State.PASSED_ON else queries.also_yours(opened.permission)
    if not is_own:
        others = [opened.permission, *(one for one in others if one.pk != permission.pk)]
    context = {
        "opened": opened,
        "refused": refused,
        "can_answer": can_answer,
        "forms": answer_forms(permission, form) if can_answer else {},
        "wrong": form.data.get("decision", "") if form is not None and form.is_bound else "",
        "others": others,
        "open_others": sum(one.is_open for one in others),
        "all_form": _form("all", permission),
        "renew_form": _form("renew", opened.permission),
        "withdraw_form": _form("withdraw", permission),
        "can_withdraw": is_own and opened.works and permission.state == State.GIVEN,
        **letter_context(permission),
    }
    return render(request, "intake/manager.html", context, status=status)


def letter_context(permission: ManagerPermission) -> dict[str, Any]:
    """The fixed list: who, where, when, how much, what may lapse; nothing that the participant wrote."""
    participation = permission.participation
    shown = manager_lines(participation)
    return {
        "permission": permission,
        "participation": participation,
        "teaches": participation.side == Side.TEACHER,
        "programme": participation.programme,
        "region": participation.region,
        "rules": participation.programme.rules,
        "lines": shown.lines,
        "never": never_shown(),
        "partner": queries.partner_of(participation),
        "signers": signers(participation, is_signed=permission.state == State.GIVEN),
    }


def signers(participation: Participation, *, is_signed: bool) -> figures.Signers:
    """Two stones on the own side; the other side comes later."""
    name, you = participation.person.given_name, _("jij")
    yours, theirs = f"{you} ✓" if is_signed else you, name
    is_sure = participation.motivation_confirmed_at is not None
    if is_sure:
        theirs += " ✓"
    label = (
        _("%(name)s en jij hebben ja gezegd.") if is_signed else _("%(name)s wil graag. Jouw steen ontbreekt nog.")
    ) % {"name": name}
    if participation.side == Side.TEACHER:
        own, ours = ("school" if each else "plan" for each in (is_sure, is_signed))
        return figures.Signers((own, ours, "plan", "plan"), (theirs, yours, "", ""), label)
    own, ours = ("work" if each else "plan" for each in (is_sure, is_signed))
    return figures.Signers(("plan", "plan", ours, own), ("", "", yours, theirs), label)


def answer_forms(permission: ManagerPermission, bound: AnswerForm | None = None) -> dict[str, AnswerForm]:
    """Every answer with its own form; the one that was sent as it was sent."""
    forms = {name: made(decision=name, about=permission.public_id) for name, made in ANSWER_FORMS.items()}
    if bound is not None:
        forms[bound.data["decision"]] = bound
    return forms


def _form(name: str, permission: ManagerPermission) -> AnswerForm:
    return OTHER_FORMS[name](decision=name, about=permission.public_id)


# --- Answering --------------------------------------------------------------------------------------


def _answer(request: HttpRequest, opened: OpenedLink) -> HttpResponse:
    """One button; sent twice it answers as it did the first time."""
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    decision = request.POST.get("decision", "")
    permission = _chosen(request.POST.get("about", ""), opened)
    made = ANSWER_FORMS.get(decision) or OTHER_FORMS.get(decision)
    if permission is None or made is None:
        return _page(request, opened, opened.permission, status=422)
    if opened.is_dead and decision != "renew":
        return _page(request, opened, opened.permission)
    form = made(request.POST, decision=decision, about=permission.public_id)
    if not form.is_valid():
        return _page(request, opened, permission, form=form, status=422)
    url = reverse("intake:manager")
    if permission.pk != opened.permission.pk:
        url += f"?over={permission.public_id}"
    try:
        if decision in SENDS_MAIL:
            take_turn(request, permission.participation)
        with transaction.atomic():
            if form_keys.claim(request, url):
                _do(request, opened, permission, decision, form)
    except DomainError as refused:
        return _refused(request, opened, permission, form, refused)
    return redirect(url)


def _do(
    request: HttpRequest, opened: OpenedLink, permission: ManagerPermission, decision: str, form: AnswerForm
) -> None:
    """What the button is for. Each request is answered with its own link; this page may hold several of one manager."""
    at = clock.now()
    token = opened.token if permission.pk == opened.permission.pk else queries.open_token(permission, at=at)
    if decision == "renew":
        if not _can_renew(opened):
            raise actions.link_gone()
        actions.resend_link(opened.permission, by=None, at=at)
        messages.success(request, _("We mailen je een nieuwe link. De vorige werkt niet meer."))
    elif decision == "withdraw":
        actions.withdraw_given(permission, token=token, at=at)
    elif decision == "all":
        _say_yes_to_all(opened, at=at)
    elif isinstance(form, PassOnForm):
        actions.pass_on(permission, form.manager(), token=token, at=at)
    else:
        actions.decide_permission(permission, form.decided(), token=token, at=at)  # type: ignore[attr-defined]  # every answer has it


def _say_yes_to_all(opened: OpenedLink, *, at: Any) -> None:
    """Everybody who waits, one by one in a fixed order; all or nothing."""
    waiting = [one for one in (opened.permission, *queries.also_yours(opened.permission)) if one.is_open]
    for one in sorted(waiting, key=lambda each: each.participation_id):
        token = opened.token if one.pk == opened.permission.pk else queries.open_token(one, at=at)
        actions.decide_permission(one, actions.Decision(State.GIVEN), token=token, at=at)


def _refused(
    request: HttpRequest, opened: OpenedLink, permission: ManagerPermission, form: AnswerForm, refused: DomainError
) -> HttpResponse:
    """The reason beside the field, or on what the page has become meanwhile."""
    if refused.code == "link_gone":
        again = queries.opened_link(opened.token.digest, at=clock.now())
        if again is None:
            return render(request, "intake/manager_gone.html", status=GONE)
        return _page(request, again, _chosen(permission.public_id, again) or again.permission, status=409)
    name = refused.field if refused.field in form.fields else None
    form.add_error(name, str(refused.message))
    shown = form if form.data.get("decision") in ANSWER_FORMS else None
    return _page(request, opened, permission, form=shown, refused="" if shown else str(refused), status=422)


def _can_renew(opened: OpenedLink) -> bool:
    """A link that was replaced cannot ask for another: the newest one can."""
    return not opened.is_revoked and opened.permission.state in HOLDS
