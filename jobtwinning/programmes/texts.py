"""Teksten: what is mailed and shown in a programme, worded anew by its coordinator, looked at before it goes out."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from csp.constants import NONCE, SELF
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.mail import actions
from jobtwinning.mail.models import EditableText, TextVersion, Words
from jobtwinning.mail.outbox import Options, Recipient, queue_mail, render_mail
from jobtwinning.mail.previews import for_page
from jobtwinning.mail.queries import current_words, published_version, text_rows, wording_of, working_copy
from jobtwinning.mail.texts import LANGUAGES, PLACEHOLDERS, PLACES, TextPlace, filled
from jobtwinning.people.models import Region
from jobtwinning.programmes import queries
from jobtwinning.programmes.forms import TextForm
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find, may_edit_texts
from jobtwinning.programmes.viewer import viewer_of


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose texts: those of one programme, or, without programme, those of the platform."""

    programme: Programme | None

    @property
    def programme_id(self) -> int | None:
        return self.programme.pk if self.programme else None

    def url(self, name: str, code: str = "") -> str:
        """The address of one of these pages."""
        arguments = [*([self.programme.slug] if self.programme else []), *([code] if code else [])]
        return reverse(f"programmes:{name}" if self.programme else f"programmes:platform_{name}", args=arguments)

    def sample(self, place: TextPlace) -> dict[str, Any]:
        """The context of a mail about invented people, in the language that is active."""
        if self.programme is not None:
            return place.sample(self.programme, self.programme.regions.order_by("name")[0])
        first = clock.today() + timedelta(days=30)
        return place.sample(sample_programme(first), Region(name="Voorbeeldstreek", contact_name="Mirjam Vogel"))


def sample_programme(first: date) -> Programme:
    """A programme that is in no database."""
    return Programme(
        slug="voorbeeld",
        name_nl="Voorbeeldronde",
        name_en="Sample round",
        starts_on=first,
        ends_on=first + timedelta(days=90),
    )


def scope_of(request: HttpRequest, slug: str) -> Scope:
    """What this viewer may word anew; 404 when they may not."""
    viewer = viewer_of(request)
    if slug:
        return Scope(find(Programme.objects.prefetch_related("regions"), viewer, may_edit_texts, slug=slug))
    if not may_edit_texts(viewer, None):
        raise Http404
    return Scope(None)


def place_of(code: str) -> TextPlace:
    if code not in PLACES:
        raise Http404
    return PLACES[code]


@require_http_methods(["GET", "HEAD"])
@login_required
def texts(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Every text: when it is used, which version, by whom."""
    scope = scope_of(request, slug)
    rows = text_rows(scope.programme_id)
    authors = names_of(request, [row.version for row in rows], page=scope_name(scope, "texts"))
    context = {
        "programme": scope.programme,
        "rows": [
            {"row": row, "url": scope.url("text", row.place.code), "by": author(authors, row.version)} for row in rows
        ],
    }
    return render(request, "programmes/texts.html", context)


def scope_name(scope: Scope, name: str) -> str:
    """The name of the page, for the view log."""
    return f"programmes:{name}" if scope.programme else f"programmes:platform_{name}"


def names_of(request: HttpRequest, versions: list[TextVersion | None], *, page: str) -> dict[int, str]:
    """The addresses of who published these, by account; written in the view log before they are shown."""
    keys = {version.published_by_id for version in versions if version and version.published_by_id}
    viewlog.record_view(
        account_id=viewer_of(request).account.pk,
        person_ids=queries.people_behind(keys),
        page=page,
        data_class="contact",
    )
    return {account.pk: account.email for account in Account.objects.filter(pk__in=keys)}


def author(authors: dict[int, str], version: TextVersion | None) -> str:
    """Who published it; empty when nobody did, or the account is gone."""
    return authors.get(version.published_by_id or 0, "") if version else ""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def text(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """Word one text: keep it, publish it, or take an older version back into the form."""
    scope, place = scope_of(request, slug), place_of(code)
    here = scope.url("text", code)
    copy = working_copy(code, scope.programme_id)  # before the key is looked for: a newer one is then never our own
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = TextForm(
        request.POST if request.method == "POST" else None,
        place=place,
        current_version=copy.version if copy else 0,
        initial=copy.words if copy else current_words(place, scope.programme_id),
    )
    if "restore" in request.POST and not saves(request):
        return restore(request, scope, place, copy)
    if form.is_bound and form.is_valid() and saves(request):
        try:
            with transaction.atomic():
                if form_keys.claim(request, here):
                    save(request, scope, form)
            return redirect(here)
        except DomainError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    if form.is_bound and not form.errors:
        form.add_error(None, _("Kies of je de tekst wilt bewaren of publiceren."))
    return render(request, "programmes/text.html", page_of(request, scope, form), status=422 if form.errors else 200)


def saves(request: HttpRequest) -> bool:
    return "save" in request.POST or "publish" in request.POST


def save(request: HttpRequest, scope: Scope, form: TextForm) -> None:
    """Keep what was typed, and publish it when that was asked."""
    by, at = viewer_of(request).account, clock.now()
    copy = actions.save_text(
        form.place, form.words(), programme_id=scope.programme_id, seen=form.current_version, by=by, at=at
    )
    if form.is_publishing:
        version = actions.publish_text(copy, form.place, by=by, at=at)
        messages.success(request, _("Versie %(number)s is gepubliceerd.") % {"number": version.number})
    else:
        messages.success(request, _("Je concept is bewaard. Er verandert nog niets voor deelnemers."))


def restore(request: HttpRequest, scope: Scope, place: TextPlace, copy: EditableText | None) -> HttpResponse:
    """An older version, or the built-in text (0), becomes the concept; publishing it is a step of its own."""
    by, at, here = viewer_of(request).account, clock.now(), scope.url("text", place.code)
    try:
        words = words_of_version(place, copy, request.POST["restore"])
        with transaction.atomic():
            if form_keys.claim(request, here):
                seen = int(request.POST.get("version", "")) if request.POST.get("version", "").isdecimal() else -1
                actions.save_text(
                    place, words, programme_id=scope.programme_id, seen=min(seen, 2**31 - 1), by=by, at=at
                )
                messages.success(
                    request, _("De oude tekst staat klaar als concept. Publiceer hem om hem te gebruiken.")
                )
    except DomainError as refused:
        messages.error(request, str(refused.message))
    return redirect(here)


def words_of_version(place: TextPlace, copy: EditableText | None, number: str) -> dict[str, str]:
    """The words of that version, 0 for the built-in text; DomainError when there is none."""
    if number == "0":
        built_in = {language: place.built_in(language) for language in LANGUAGES}
        return {name: getattr(built_in[name[-2:]], name[:-3]) for name in actions.columns(place)}
    known = {str(version.number): version for version in copy.versions.all()} if copy else {}
    if number not in known:
        raise DomainError("no_such_version", _("Deze versie is er niet."))
    return known[number].words


def page_of(request: HttpRequest, scope: Scope, form: TextForm) -> dict[str, Any]:
    """The form, what may stand between braces, and the versions there were."""
    place = form.place
    copy = working_copy(place.code, scope.programme_id)
    versions = list(copy.versions.order_by("-number")) if copy else []
    authors = names_of(request, list(versions), page=scope_name(scope, "text"))
    return {
        "programme": scope.programme,
        "place": place,
        "form": form,
        "placeholders": [(f"{{{name}}}", PLACEHOLDERS[name]) for name in place.placeholders],
        "versions": [(version, author(authors, version), read_back(place, version)) for version in versions],
        "is_concept": copy is not None and (not versions or versions[0].words != copy.words),
        "current": published_version(place.code, scope.programme_id),
        "list_url": scope.url("texts"),
        "preview_url": scope.url("text_preview", place.code),
        "form_key": form_keys.new_key(),
    }


def read_back(place: TextPlace, version: TextVersion) -> list[tuple[str, str]]:
    """(language, text) of every part that is filled in."""
    words = version.words
    return [
        (language, words[f"{part}_{language}"])
        for language in LANGUAGES
        for part in place.parts
        if words[f"{part}_{language}"]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preview(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """The concept as it would go out, in both languages, about invented people; sent to oneself when asked."""
    scope, place = scope_of(request, slug), place_of(code)
    here = scope.url("text_preview", code)
    if request.method == "POST":
        if place.is_mail and form_keys.answered_before(request) is None:
            with transaction.atomic():
                if form_keys.claim(request, here):
                    send_to_self(request, scope, place)
        return redirect(here)
    nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # set by the middleware of django-csp
    shown = [shown_in(language, scope, place, nonce) for language in LANGUAGES]
    context = {
        "programme": scope.programme,
        "place": place,
        "shown": shown,
        "form": KeyedForm(),
        "text_url": scope.url("text", code),
        "address": viewer_of(request).account.email,
    }
    response = render(request, "programmes/text_preview.html", context)
    response._csp_update = {"style-src": [SELF, NONCE]}  # type: ignore[attr-defined]  # read by that middleware too
    return response


def concept(scope: Scope, place: TextPlace) -> Words | None:
    """What is being worded, else what is published; None when the built-in text is used."""
    return working_copy(place.code, scope.programme_id) or published_version(place.code, scope.programme_id)


def shown_in(language: str, scope: Scope, place: TextPlace, nonce: str) -> dict[str, Any]:
    """One language of the preview: a mail in its two forms, or the paragraphs of a page."""
    words = concept(scope, place)
    wording = wording_of(words, language) if words else place.built_in(language)
    with translation.override(language):
        context = scope.sample(place)
    values = {"language": language, "is_missing": not wording.opening}
    if not place.is_mail:
        return values | {"paragraphs": filled(wording, context["placeholders"]).opening}
    mail = render_mail(place.code, language, context, wording)
    return values | {"mail": replace(mail, html=for_page(mail.html, nonce))}


def send_to_self(request: HttpRequest, scope: Scope, place: TextPlace) -> None:
    """Both languages, to the address one signs in with."""
    account, words = viewer_of(request).account, concept(scope, place)
    for language in LANGUAGES:
        with translation.override(language):
            context = scope.sample(place)
        wording = wording_of(words, language) if words else place.built_in(language)
        options = Options(wording=wording)
        key = f"text-{uuid.uuid4()}"
        queue_mail(place.code, Recipient(account.email, language), unique_key=key, context=context, options=options)
    messages.success(request, _("We sturen je de mail in beide talen, naar %(address)s.") % {"address": account.email})
