"""A pair of which every personal column holds a canary: "weg" of who will be erased, "blijft" of the partner."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models

from conftest import Cast, build_cast
from jobtwinning.accounts.models import Account, Token
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.community.models import Story
from jobtwinning.core import history, viewlog
from jobtwinning.core.models import FormKey, History, StoredFile
from jobtwinning.intake.models import (
    ColleagueList,
    ManagerPermission,
    NamedColleague,
    ParticipantLine,
    ReadinessOverride,
    SavedView,
)
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching import explanations
from jobtwinning.matching.models import ConfidentialityDecision, Directive, Request, Scenario
from jobtwinning.moving.models import Move, Moved
from jobtwinning.pairs.models import OwnStart, Pair, Seat
from jobtwinning.people.models import Consent, Employment, Organisation, Person
from jobtwinning.privacy import actions
from jobtwinning.privacy.models import Erasure
from jobtwinning.programmes.models import ContactPerson, Interest, Participation
from jobtwinning.surveys.models import Answer, Draft, Response
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from tests import canaries, make

GONE, STAYS = "weg", "blijft"
AT = make.NOW

Rows = dict[type[models.Model], list[int]]


def canary(owner: str, where: str) -> str:
    return f"{canaries.CANARY}-{owner}-{where}"


def build(cast: Cast) -> None:
    """The teacher is who goes, the professional stays; one of everything of both, and what is about both."""
    both = ((cast.teacher, GONE), (cast.professional, STAYS))
    for participation, owner in both:
        fill(owner, furnish(cast, participation))
        name_by_hand(participation.person, owner)
        letter = make.make_employer_letter(cast.programme, cast.region)
        letter.contact_name, letter.contact_email = canary(owner, "contact"), participation.person.email
        letter.save()
        lists = make.make_colleague_list(cast.programme, email=participation.person.email)
        texts = {name: canary(owner, name) for name in ("registrar_name", "organisation", "channel")}
        ColleagueList.objects.filter(pk=lists.pk).update(**texts)
    about_both(cast)


def fill(owner: str, rows: Rows) -> None:
    """A canary that says whose it is in every personal text of these rows."""
    for model, name in canaries.personal_texts():
        field = model._meta.get_field(name)
        for number, pk in enumerate(rows.get(model, []) if name != "public_id" else []):
            value = canary(owner, f"{name}-{number}")
            if isinstance(field, models.EmailField):
                value += "@voorbeeld.example"
            assert len(value) <= (getattr(field, "max_length", None) or len(value)), f"{model.__name__}.{name}"
            model._default_manager.filter(pk=pk).update(**{name: value})


def furnish(cast: Cast, one: Participation) -> Rows:
    """Rows of one of the two, by table."""
    person, account, pair = one.person, one.person.account, cast.pair
    assert account is not None
    key = one.response_link.response_key
    responses = [
        Response.objects.create(response_key=key, instrument=code, submitted_at=AT)
        for code in ("intake", "final_survey")
    ]
    answers = [Answer.objects.create(response=row, item=item, value="x") for row in responses for item in ("N2", "N5")]
    draft = Draft.objects.create(response=responses[0], item="I11a", typed="x")
    Consent.objects.create(
        person=person, purpose="research", given=True, text_version="1", text_hash="0", language="nl", at=AT
    )
    goals = [Goal.objects.create(pair=pair, owner=owner, text="x") for owner in (person, None)]
    history.record("add_goal", goals[1], by=account, at=AT)
    soon = AT + timedelta(days=3)
    meetings = [
        Meeting.objects.create(pair=pair, starts_at=soon, ends_at=soon + timedelta(hours=2), made_by=person)
        for _ in range(2)
    ]
    history.record("plan_meeting", meetings[0], by=account, at=AT)
    hours = HoursEntry.objects.create(pair=pair, person=person, on=AT.date(), work_hours=Decimal(2), what="x")
    mails = [mail(f"own-{person.public_id}-{state}", person, state=state) for state in ("waiting", "sending", "sent")]
    interest = make.make_interest(cast.region, email=person.email)
    named = make.make_colleague_list(cast.programme, colleagues=[person.email], confirmed=True).colleagues.get()
    contact = make.make_contact(one, email=person.email)
    moved = make.make_moved(one)
    make.make_link(account, email=f"nieuw{person.pk}@voorbeeld.example")
    links = list(Token.objects.filter(subject_id=account.public_id).values_list("pk", flat=True))
    return {
        Token: links,
        StoredFile: [make.make_stored_file(account).pk],
        Account: [account.pk],
        Interest: [interest.pk],
        OwnStart: [make.make_own_start(cast.region, email=person.email).pk],
        NamedColleague: [named.pk],
        ContactPerson: [contact.pk],
        Person: [person.pk],
        Employment: list(person.employments.values_list("pk", flat=True)),
        Participation: [one.pk],
        Seat: list(one.seats.values_list("pk", flat=True)),
        ManagerPermission: list(one.permissions.values_list("pk", flat=True)),
        ParticipantLine: [make.make_line(one, cx="x").pk],
        SavedView: [make.make_view(account, cast.programme).pk],
        ReadinessOverride: [make.make_override(one).pk],
        ConfidentialityDecision: [make.make_confidentiality(one).pk],
        Request: [make.make_request(one).pk],
        Move: [moved.move_id],
        Card: [make.make_card(one).pk],
        Moved: [moved.pk],
        Answer: [row.pk for row in answers],
        Draft: [draft.pk],
        Goal: [row.pk for row in goals],
        Meeting: [row.pk for row in meetings],
        HoursEntry: [hours.pk],
        OutboxMail: [row.pk for row in mails],
    }


def mail(key: str, to: Person, *, state: str = "sent", **fields: Any) -> OutboxMail:
    return OutboxMail.objects.create(
        address=to.email, language="nl", template="x", subject="x", body_text="x", body_html="x", calendar="x",
        unique_key=key, person_id=to.pk, created_at=AT, not_before=AT, state=state, **fields,
    )  # fmt: skip


def name_by_hand(person: Person, owner: str) -> None:
    """Tables of others, which the canaries of the register do not reach, and the session."""
    person.refresh_from_db()
    account = Account.objects.get(person=person)
    address = EmailAddress.objects.create(user=account, email=f"{canary(owner, 'adres')}@voorbeeld.example")
    EmailConfirmation.objects.create(email_address=address, key=canary(owner, "sleutel"), created=AT)
    Authenticator.objects.create(user=account, type="totp", data={"secret": canary(owner, "geheim")})
    Organisation.objects.filter(employments__person=person).update(name=canary(owner, "werkgever"))
    FormKey.objects.create(key=canary(owner, "form"), account_id=account.pk, used_at=AT, result_url="/")
    store_session({"_auth_user_id": str(account.pk), "message": canary(owner, "bericht")})
    store_session({"account_login_by_code": {"email": account.email}})


def store_session(content: dict[str, Any]) -> None:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(content)
    session.save()


def about_both(cast: Cast) -> None:
    """A pair, a proposal that was sent, a directive, mails to the partner about the pair."""
    teacher, other = cast.teacher.public_id, cast.professional.public_id
    Pair.objects.filter(pk=cast.pair.pk).update(reasons={"teacher": canary(GONE, "reden")})
    make.make_pair_line(cast.pair, note=canary(GONE, "notitie"), cx=canary(GONE, "cel"))
    make.make_exit_note(cast.pair.seats.get(person=cast.teacher.person), text=canary(GONE, "verteld"))
    story = make.make_story(cast.pair, approved=True)
    texts = {name: canary(GONE, name) for name in ("title_nl", "title_en", "text_nl", "text_en")}
    Story.objects.filter(pk=story.pk).update(**texts)
    third = make.make_participation(cast.programme)
    result = {
        "people": [teacher, other, third.public_id],
        "pairs": [{"left": teacher, "right": other, "band": canary(GONE, "past")}],
        "unmatched": [{"person": third.public_id, "why": canary(STAYS, "alleen")}],
        "pins": [[teacher, other]],
        "figures": {},
    }
    for state in Scenario.State.values:
        scenario = Scenario.objects.create(
            programme=cast.programme, region=cast.region, objective="floor", engine_version="1", input_hash="0",
            status="optimal", result=result, state=state, name=canary(GONE, "voorstel"),
        )  # fmt: skip
        explanations.keep(scenario, {(teacher, other): {"explained": canary(GONE, "uitleg")}})
    Directive.objects.create(
        programme=cast.programme, teacher=cast.teacher, non_teacher=cast.professional, kind="forbid",
        reason=canary(GONE, "afspraak"), made_by=cast.accounts["coordinator"],
    )  # fmt: skip
    told = make.make_dealt(cast.professional, cast.teacher)
    Dealt.objects.filter(pk=told.pk).update(explained={"teacher": canary(GONE, "reden op een kaart")})
    partner = Person.objects.get(pk=cast.professional.person_id)
    about = mail(f"pair-confirmed:{cast.pair.public_id}:x", partner)
    named = mail("named", partner, state="waiting")
    gone = Person.objects.get(pk=cast.teacher.person_id)
    for row, text in ((about, canary(GONE, "mail")), (named, f"Dag, {gone.full_name.upper()} belt je.")):
        OutboxMail.objects.filter(pk=row.pk).update(subject=text, body_text=text, body_html=text, calendar=text)
    viewlog.record_view(account_id=1, person_ids=[gone.public_id, partner.public_id], page="x", data_class="profile")


# --- Looking ------------------------------------------------------------------------------------------


def dump() -> dict[str, str]:
    """Every row of every table as text, as a dump would hold it; sessions opened."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # the names come from the database itself
            found[table] = "\n".join(str(row) for row in cursor.fetchall())
    found["opened sessions"] = "\n".join(str(row.get_decoded()) for row in Session.objects.all())
    return found


def places(owner: str) -> list[str]:
    """Tables in which a canary of this owner still stands."""
    text = canary(owner, "").lower()
    return sorted(table for table, content in dump().items() if text in content.lower())


# --- In a process of its own database ---------------------------------------------------------------


def make_world() -> dict[str, str]:
    cast = build_cast()
    build(cast)
    return {"person": cast.teacher.person.public_id, "pair": cast.pair.public_id}


def erase(public_id: str) -> dict[str, Any]:
    """Erase over again what is there, as many at once as one likes; what still stands in the database."""
    person = Person.objects.filter(public_id=public_id).first()
    done = person is not None and actions.erase_person(person, by=None, at=AT)
    return {"done": done, "gone": places(GONE), "stays": places(STAYS)}


def replay() -> dict[str, Any]:
    return {"erased": actions.replay_erasures(at=AT), "gone": places(GONE), "stays": places(STAYS)}


def erase_without_wiping(public_id: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    return erase(public_id)


def told() -> dict[str, int]:
    """How often each of these is there."""
    mails = {name: OutboxMail.objects.filter(template=name).count() for name in ("partner_gone", "pair_half_empty")}
    lines = History.objects.filter(verb="erase_person").count()
    return {**mails, "erase_person": lines, "ledger": Erasure.objects.count()}
