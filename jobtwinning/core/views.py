"""The components page and the designed error pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobtwinning.core.component_sheet import components_context
from jobtwinning.core.error_pages import error_page


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in its states, for whoever writes a page."""
    return render(request, "core/components_page.html", components_context())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too much was sent, or something that is no form; the page asks nothing of the request, which cannot be read."""
    return error_page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from elsewhere."""
    return error_page(request, "403_csrf.html", 403)
