"""Stories: the coordinator writes, both partners say yes or no, everybody reads what both stand by."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.community import actions, queries
from jobtwinning.community.forms import ApprovalForm, NewStoryForm, StoryForm
from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.community.permissions import may_approve_story, may_edit_story
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.forms import KeyedForm
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find, may_coordinate
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.programmes.views import answer_form, posted


def _programme(request: HttpRequest, slug: str) -> tuple[Programme, set[int]]:
    """The programme and the regions of this coordinator in it."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.prefetch_related("regions"), viewer, may_coordinate, slug=slug)
    return programme, viewer.coordinated_region_ids(programme)


def _log(request: HttpRequest, pairs: list[Pair], page: str) -> None:
    viewlog.record_view(
        account_id=viewer_of(request).account.pk,
        person_ids=queries.people_of(pairs),
        page=page,
        data_class="profile",
    )


@require_http_methods(["GET", "HEAD"])
@login_required
def stories(request: HttpRequest, slug: str) -> HttpResponse:
    """All stories of the own regions, with who said yes."""
    programme, region_ids = _programme(request, slug)
    lines = queries.story_lines(programme, region_ids)
    _log(request, [line.story.pair for line in lines], "community:stories")
    return render(request, "community/stories.html", {"programme": programme, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def story_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what a pair did."""
    programme, region_ids = _programme(request, slug)
    pairs = queries.tellable_pairs(programme, region_ids)
    _log(request, list(pairs), "community:story_new")
    account = viewer_of(request).account

    def save(form: KeyedForm) -> None:
        if isinstance(form, NewStoryForm):
            actions.write_story(form.cleaned_data["pair"], form.words(), by=account, at=clock.now())

    form = NewStoryForm(posted(request), pairs=pairs)
    target = reverse("community:stories", args=[slug])
    return answer_form(request, form, save, "community/story_new.html", target, programme=programme)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@form_keys.answers_again
def story(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the words, or throw the story away."""
    viewer = viewer_of(request)
    found = find(
        queries.with_people(Story.objects.all()), viewer, may_edit_story, even_archived=True, public_id=public_id
    )
    _log(request, [found.pair], "community:story")
    target = reverse("community:stories", args=[found.pair.programme.slug])
    if request.method == "POST" and "remove" in request.POST:
        with transaction.atomic():
            if form_keys.claim(request, target):
                actions.remove_story(found, by=viewer.account, at=clock.now())
        return redirect(target)

    def save(form: KeyedForm) -> None:
        if isinstance(form, StoryForm):
            actions.change_story(found, form.words(), version=form.current_version, by=viewer.account, at=clock.now())

    words = {name: getattr(found, name) for name in actions.Words.__slots__}
    form = StoryForm(posted(request), initial=words, current_version=found.version)
    context = {"story": found, "programme": found.pair.programme, "pair_name": queries.pair_name(found.pair)}
    return answer_form(request, form, save, "community/story.html", target, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def story_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of the two reads the words and says yes or no; later too."""
    viewer = viewer_of(request)
    found = find(
        queries.with_people(Story.objects.all()), viewer, may_approve_story, even_archived=True, public_id=public_id
    )
    person: Person = viewer.person  # type: ignore[assignment]  # may_approve_story saw a person
    given = queries.approval_of(found, person)
    url = reverse("community:story_approve", args=[public_id])
    if request.method == "POST" and "no" in request.POST:
        actions.withdraw_approval(found, person, by=viewer.account, at=clock.now())
        messages.success(request, _("Het verhaal staat niet op de site."))
        return redirect(url)

    def save(form: KeyedForm) -> None:
        named = form.cleaned_data["named"]
        actions.approve_story(found, person, named=named, version=found.version, by=viewer.account, at=clock.now())
        messages.success(request, _("Dank je. Zodra jullie allebei ja zeiden, staat het verhaal op de site."))

    named = given.named if given else StoryApproval.Named.NOT
    form = ApprovalForm(posted(request), current_version=found.version, initial={"named": named})
    context = {"story": found, "given": given, "both": queries.is_public(found)}
    return answer_form(request, form, save, "community/story_approve.html", url, **context)
