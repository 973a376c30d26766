"""The two links of one question: who filled it in confirms, the partner says yes or no.

Signed and not stored: nobody else can make them, they go on working in every mail, and die with the row.
"""

from django.core import signing

from jobtwinning.pairs.models import OwnStart

OWN = signing.Signer(salt="own-start", sep="~")
PARTNER = signing.Signer(salt="own-start-partner", sep="~")


def own_link(start: OwnStart) -> str:
    """For who filled it in."""
    return OWN.sign(start.public_id)


def partner_link(start: OwnStart) -> str:
    """For the partner."""
    return PARTNER.sign(start.public_id)


def start_of_link(value: str, signer: signing.Signer) -> OwnStart | None:
    """Whose link it is; None for a link we did not make and for a question that is over.

    The partner's link says nothing before who filled it in has confirmed: until then it was not mailed.
    """
    try:
        public_id = signer.unsign(value)
    except signing.BadSignature:
        return None
    found = OwnStart.objects.select_related("region").filter(public_id=public_id)
    return (found.filter(confirmed_at__isnull=False) if signer is PARTNER else found).first()
