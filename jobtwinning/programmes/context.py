"""The menu of whoever is signed in, on every page."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import Viewer, programme_at, viewer_of


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav_items` (url, label, current), `programme_name` and `region_name` for the header."""
    if not isinstance(getattr(request, "user", None), Account):
        return {}
    viewer = viewer_of(request)
    programme = shown_programme(request, viewer)
    items = programme_items(viewer, programme) if programme else own_items(viewer)
    mark_current(items, request.path)
    names: dict[str, Any] = {"nav_items": items}
    if programme:
        own = viewer.coordinated_region_ids(programme)
        regions = [region for region in programme.regions.all() if not own or region.pk in own]
        names |= {"programme_name": programme_name(programme), "region_name": region_names(regions)}
    return names


def mark_current(items: Sequence[dict[str, Any]], path: str) -> None:
    """`current` of each: "page" for the page itself, "true" for the one that a page below it belongs to, or empty."""
    holding = {
        prefix: item for item in items for prefix in (item["url"], *item.get("also", ())) if path.startswith(prefix)
    }
    here = holding[max(holding, key=len)] if holding else None
    for item in items:
        item["current"] = "" if item is not here else "page" if item["url"] == path else "true"


def programme_name(programme: Programme) -> str:
    """In the reader's language."""
    return programme.name_en if get_language() == "en" else programme.name_nl


def region_names(regions: Sequence[Region]) -> str:
    """ "regio Maasmond", or more of them."""
    names = ", ".join(sorted(region.name for region in regions))
    return ngettext("regio %(names)s", "regio’s %(names)s", len(regions)) % {"names": names}


def shown_programme(request: HttpRequest, viewer: Viewer) -> Programme | None:
    """The programme of a staff page, when the viewer works in it."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    if not slug or not viewer.grants:
        return None
    programme = programme_at(request, slug)
    works_here = programme and (
        viewer.coordinates(programme) or any(grant.programme_id == programme.pk for grant in viewer.grants)
    )
    return programme if works_here else None


def programme_items(viewer: Viewer, programme: Programme) -> list[dict[str, Any]]:
    """The pages of one programme that this viewer may open."""
    items: list[dict[str, Any]] = [{"url": reverse("programmes:overview"), "label": _("Overzicht")}]
    own = viewer.coordinated_region_ids(programme)
    if own and programme.is_standing:
        items += [
            {"url": reverse("pairs:own_pairs"), "label": _("Zelf begonnen")},
            {"url": reverse("pairs:pairs", args=[programme.slug]), "label": _("Koppels")},
            {"url": reverse("programmes:sent_mail", args=[programme.slug]), "label": _("Verzonden")},
        ]
    elif own:
        region = next(region for region in programme.regions.all() if region.pk in own)
        items += [
            {
                "url": reverse("intake:participants", args=[programme.slug]),
                "label": _("Deelnemers"),
                "also": [reverse("intake:table", args=[programme.slug, "deelnemers"])],
            },
            {
                "url": (workspace := reverse("matching:workspace", args=[programme.slug, region.slug])),
                "label": _("Matchen"),
                "also": [workspace.removesuffix(f"{region.slug}/")],
            },
            {
                "url": reverse("pairs:pairs", args=[programme.slug]),
                "label": _("Koppels"),
                "also": [reverse("intake:table", args=[programme.slug, "koppels"])],
            },
            {"url": reverse("programmes:sent_mail", args=[programme.slug]), "label": _("Verzonden")},
        ]
    items.append({"url": reverse("reports:report", args=[programme.slug]), "label": _("Resultaten")})
    return items


def own_items(viewer: Viewer) -> list[dict[str, Any]]:
    """What somebody has outside a programme: own page, programmes, register."""
    items = []
    if viewer.person is not None:
        items.append({"url": reverse("twinning:home"), "label": _("Mijn Job Twinning")})
    if viewer.is_contact:
        items.append({"url": reverse("intake:contact"), "label": _("Je organisatie")})
    if viewer.grants:
        items.append({"url": reverse("programmes:overview"), "label": _("Overzicht")})
    if viewer.account.is_platform_admin:
        items.append({"url": reverse("programmes:administration"), "label": _("Beheer")})
    items.append({"url": reverse("privacy:my_data"), "label": _("Mijn gegevens")})
    return items
