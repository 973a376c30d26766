"""The fixed people of the demo: who can be signed in with one click."""

from jobtwinning.accounts.models import Account

DOMAIN = "demo.jobtwinning.example"
COORDINATOR = f"saskia@{DOMAIN}"
RESEARCHER = f"onderzoek@{DOMAIN}"
ADMIN = f"beheer@{DOMAIN}"
CONTACT = f"personeelszaken@{DOMAIN}"
SHOWN = "maasmond-dit-halfjaar"  # the programme whose pairs are at work now
ROLES = ("coordinator", "teacher", "non_teacher", "looks_around", "contact", "researcher", "admin")


def account_for(role: str) -> Account | None:
    """The account behind a button of the demo; None when the sample programmes are not loaded."""
    fixed = {"coordinator": COORDINATOR, "contact": CONTACT, "researcher": RESEARCHER, "admin": ADMIN}
    if role in fixed:
        return Account.objects.filter(email=fixed[role]).first()
    if role == "looks_around":
        return Account.objects.filter(person__participations__card__hands=0).order_by("pk").first()
    if role not in ROLES:
        return None
    seated = Account.objects.filter(
        person__seats__side=role, person__seats__pair__programme__slug=SHOWN, person__seats__active=True
    )
    return seated.order_by("pk").first()
