"""Who may open a response: the respondent, nobody else. Coordinators read intakes through the intake app."""

from jobtwinning.programmes.permissions import is_own_participation
from jobtwinning.programmes.viewer import Viewer
from jobtwinning.surveys.models import Response, ResponseKeyLink


def is_own_response(viewer: Viewer, response: Response) -> bool:
    """The respondent themselves, as long as the link to them is there and they have not withdrawn."""
    link = ResponseKeyLink.objects.filter(response_key=response.response_key_id).select_related("participation").first()
    return link is not None and is_own_participation(viewer, link.participation)
