"""What the words in braces stand for in the mails of a programme."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.people.models import Region
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import Programme


def mail_placeholders(given_name: str, programme: Programme, region: Region) -> dict[str, str]:
    """What every mail to a participant knows (mail.texts.COMMON), in the language that is active."""
    return {
        "voornaam": given_name,
        "programma": programme_name(programme),
        "regio": region.name,
        "coördinator": region.contact_name or _("je coördinator"),
    }


def page_placeholders(programme: Programme) -> dict[str, str]:
    """What the public page of a programme knows."""
    return {
        "programma": programme_name(programme),
        "begin": date_format(programme.starts_on, "j F"),
        "einde": date_format(programme.ends_on, "j F Y"),
    }
