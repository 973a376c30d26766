"""Contact persons: the coordinator's list, the page behind an invitation, and the numbers of an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.actions import start_code_sign_in
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, form_keys
from jobtwinning.intake.contact_figures import figures_of
from jobtwinning.intake.contact_forms import ContactPersonForm
from jobtwinning.intake.employers import employers_in
from jobtwinning.people.models import Region
from jobtwinning.programmes import contacts as actions
from jobtwinning.programmes.models import ContactPerson, Programme
from jobtwinning.programmes.permissions import find, may_coordinate
from jobtwinning.programmes.viewer import viewer_of

PER_PAGE = 50
GONE = 410


@require_http_methods(["GET", "HEAD"])
@login_required
def contact(request: HttpRequest) -> HttpResponse:
    """The numbers of every organisation somebody is contact person of; it names nobody."""
    found = figures_of(actions.roles_of(viewer_of(request).account), at=clock.now())
    if not found:
        raise Http404
    return render(request, "intake/contact.html", {"figures": found})


@require_http_methods(["GET", "HEAD", "POST"])
def contact_invited(request: HttpRequest, value: str) -> HttpResponse:
    """Behind the link in the invitation: looking does nothing, the button says yes and leads to signing in."""
    invited = actions.contact_of_link(value)
    if invited is None:
        return render(request, "intake/contact_gone.html", status=GONE)
    account = request.user if isinstance(request.user, Account) else None
    if request.method == "POST":
        return _accept(request, invited, account, value)
    context = {
        "contact": invited,
        "programme": invited.programme,
        "is_somebody_else": account is not None,
        "form_key": form_keys.new_key(),
    }
    return render(request, "intake/contact_invited.html", context)


def _accept(request: HttpRequest, invited: ContactPerson, account: Account | None, value: str) -> HttpResponse:
    """Say yes, and sign in with a code; sent again, there is one code."""
    code_page = reverse("account_confirm_login_code")
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    with transaction.atomic():
        if account is None and not form_keys.claim(request, code_page):
            return redirect(code_page)
        owner = actions.accept_contact(invited, at=clock.now())
    if account is None:
        return start_code_sign_in(request, owner.email, next_url=reverse("intake:contact"))
    is_own = account.pk == owner.pk
    return redirect("intake:contact") if is_own else redirect("intake:contact_invited", value=value)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def contacts(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was asked and who said yes, and a form to ask one more."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.prefetch_related("regions"), viewer, may_coordinate, slug=slug)
    region_ids = viewer.coordinated_region_ids(programme)
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = ContactPersonForm(
        request.POST if request.method == "POST" else None,
        organisations=employers_in(programme, region_ids),
        regions=Region.objects.filter(pk__in=region_ids).order_by("name"),
    )
    if form.is_bound and form.is_valid():
        return _invite(request, programme, form)
    context = {
        "programme": programme,
        "form": form,
        "page": Paginator(actions.contacts_in(programme, region_ids), PER_PAGE).get_page(request.GET.get("page")),
        "several_regions": len(region_ids) > 1,
    }
    return render(request, "intake/contacts.html", context, status=422 if form.is_bound else 200)


def _invite(request: HttpRequest, programme: Programme, form: ContactPersonForm) -> HttpResponse:
    url = reverse("intake:contacts", args=[programme.slug])
    with transaction.atomic():
        if form_keys.claim(request, url):
            place = (programme, form.chosen_region(), form.cleaned_data["organisation"])
            actions.invite_contact(*place, form.invited(), by=viewer_of(request).account, at=clock.now())
            messages.success(
                request, _("De uitnodiging is onderweg naar %(name)s.") % {"name": form.cleaned_data["name"]}
            )
    return redirect(url)


@require_http_methods(["POST"])
@login_required
def contact_revoke(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Take the role or the invitation back; also in a programme that is archived."""
    rows = ContactPerson.objects.filter(programme__slug=slug).select_related("programme", "region")
    found = find(rows, viewer_of(request), actions.may_revoke_contact, even_archived=True, public_id=public_id)
    actions.revoke_contact(found, by=viewer_of(request).account, at=clock.now())
    messages.success(request, _("%(name)s ziet de aantallen niet meer.") % {"name": found.name})
    return redirect("intake:contacts", slug=slug)
