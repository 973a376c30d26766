"""What changes a person together with the login."""

from datetime import datetime

from django.db import IntegrityError, transaction

from jobtwinning.accounts import actions as account_actions
from jobtwinning.accounts.models import Account, AccountSession, Token
from jobtwinning.mail.models import OutboxMail
from jobtwinning.people.models import Person


def change_email(
    token: Token, *, account: Account, by: Account, at: datetime, keep: AccountSession | None = None
) -> None:
    """Sign in, and get mail, at the new address. Refused when the link does not work any more.

    Mails without a person (codes, notices) that went to the old one are this person's from now on, by number: whoever
    gets that address later neither reads them nor loses mail with them.
    """
    old = account.email
    with transaction.atomic():
        account_actions.change_email(token, account=account, by=by, at=at, keep=keep)
        for person_id in Person.objects.filter(account=account).values_list("pk", flat=True):
            OutboxMail.objects.filter(person_id=None, address__iexact=old).update(person_id=person_id)
        try:
            with transaction.atomic():
                Person.objects.filter(account=account).update(email=account.email)
        except IntegrityError:
            return  # somebody without a login was read in with this address; the coordinator sorts that out
