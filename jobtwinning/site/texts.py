"""What a coordinator may word anew on the public page of a programme."""

from django.utils.translation import gettext_lazy as _

from jobtwinning.mail.queries import current_wording
from jobtwinning.mail.texts import TextPlace, filled
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.placeholders import page_placeholders

PROGRAMME_PAGE = TextPlace(
    "programme_page",
    name=_("Begin van de openbare bladzijde"),
    used_when=_("Staat boven aan de bladzijde van de ronde, die iedereen kan lezen."),
    placeholders=("programma", "begin", "einde"),
    words={
        "opening": _(
            "Job Twinning koppelt een docent aan iemand van buiten het onderwijs. "
            "Jullie bezoeken elkaar en leren van elkaar."
        )
    },
    sample=lambda programme, region: {"placeholders": page_placeholders(programme)},
    is_mail=False,
)


def introduction(programme: Programme, language: str) -> list[str]:
    """The paragraphs above the page of a programme."""
    return filled(current_wording(PROGRAMME_PAGE, programme.pk, language), page_placeholders(programme)).opening
