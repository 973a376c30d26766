"""All addresses: `/…` in Dutch, `/en/…` in English with English slugs."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from jobtwinning.core import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    *i18n_patterns(
        path("", include("jobtwinning.site.urls")),
        path("", include("jobtwinning.core.urls")),
        path("", include("jobtwinning.accounts.urls")),
        path("", include("jobtwinning.people.urls")),
        path("", include("jobtwinning.programmes.urls")),
        path("", include("jobtwinning.surveys.urls")),
        path("", include("jobtwinning.moving.urls")),  # its fixed words come before the ids of participants
        path("", include("jobtwinning.intake.urls")),
        path("", include("jobtwinning.pairs.urls")),
        path("", include("jobtwinning.matching.urls")),
        path("", include("jobtwinning.choosing.urls")),
        path("", include("jobtwinning.dating.urls")),
        path("", include("jobtwinning.twinning.urls")),
        path("", include("jobtwinning.community.urls")),
        path("", include("jobtwinning.reports.urls")),
        path("", include("jobtwinning.privacy.urls")),
        path("", include("jobtwinning.privacy.table_urls")),
        path("", include("jobtwinning.demo.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "jobtwinning.core.views.bad_request"
handler403 = "jobtwinning.core.views.forbidden"
handler404 = "jobtwinning.core.views.not_found"
handler500 = "jobtwinning.core.error_pages.server_error"
