"""The addresses of the platform and one more: the frame that every page has, around one row of one table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from jobtwinning.config import urls
from jobtwinning.people.models import Region


def bare(request: HttpRequest) -> HttpResponse:
    """One query, and the frame."""
    return render(request, "core/base.html", {"region_name": Region.objects.get(slug="maasmond").name})


def line(request: HttpRequest) -> HttpResponse:
    """One query, and no page: what the middleware and the database cost."""
    return HttpResponse(Region.objects.get(slug="maasmond").name)


urlpatterns = [path("bare/", bare), path("line/", line), *urls.urlpatterns]
