"""Ways by which people find a programme: each with its own link, code and poster (REC-01, REC-02)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jobtwinning.core.documents import pdf
from jobtwinning.core.forms import KeyedForm
from jobtwinning.programmes import actions, permissions, posters
from jobtwinning.programmes.channel_forms import ChannelForm
from jobtwinning.programmes.models import Channel, Programme
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.programmes.views import answer_form, posted


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def channel_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new channel in one of the own regions."""
    viewer = viewer_of(request)
    programmes = Programme.objects.prefetch_related("regions")
    programme = find(programmes, viewer, permissions.may_coordinate, slug=slug)
    regions = programme.regions.filter(pk__in=viewer.coordinated_region_ids(programme)).order_by("name")

    def save(form: KeyedForm) -> None:
        if isinstance(form, ChannelForm):
            names = ("kind", "label", "organisation", "is_school")
            values = {name: form.cleaned_data[name] for name in names}
            actions.make_channel(programme, form.region_of(), **values, by=viewer.account)

    form = ChannelForm(posted(request), regions=regions)
    target = reverse("intake:recruitment", args=[slug])
    return answer_form(request, form, save, "programmes/channel_new.html", target, programme=programme)


@require_http_methods(["GET", "HEAD"])
@login_required
def poster(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A poster with the code of this channel, in the language of the page; A4, or A3 when that is asked."""
    channels = Channel.objects.filter(programme__slug=slug).select_related("programme", "region", "organisation")
    channel = find(channels, viewer_of(request), permissions.may_see_channel, code=code)
    asked = request.GET.get("papier", "").lower()
    paper = asked if asked in posters.PAPERS else posters.PAPERS[0]
    response = HttpResponse(pdf("poster", posters.content(channel, paper)), content_type="application/pdf")
    name = f"poster-{channel.programme.slug}-{channel.code}-{paper}-{get_language()}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
