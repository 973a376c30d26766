"""What fills the arguments of a URL in the policy tests."""

import itertools
from collections.abc import Callable
from datetime import timedelta

from conftest import Cast
from jobtwinning.choosing.actions import deal, say
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.choosing.tests.world import both_sides, open_programme, put_card
from jobtwinning.core import background, clock
from jobtwinning.core.uploads import Upload
from jobtwinning.dating.models import Talk
from jobtwinning.intake.colleagues.actions import COLLEAGUES, LISTS
from jobtwinning.matching.actions import ask_proposal, make_proposal
from jobtwinning.matching.tests.world import answer_intake, make_professional
from jobtwinning.moving.actions import ask_taking, begin_move, take_move, try_move
from jobtwinning.moving.files import keep_file
from jobtwinning.moving.models import Move
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.own.links import own_link, partner_link
from jobtwinning.people.models import Person
from jobtwinning.programmes import contacts
from jobtwinning.programmes.events import links as event_links
from jobtwinning.programmes.interest import link_value
from jobtwinning.programmes.models import EventInvitation
from jobtwinning.surveys.actions import open_response
from tests import make

counter = itertools.count(1)


def import_file(cast: Cast) -> str:
    """A list of participants that the coordinator looked at: the teacher is on it."""
    account = cast.accounts["coordinator"]
    assert account is not None
    person = cast.teacher.person
    rows = f"given_name;surname;email\n{person.given_name};{person.surname};{person.email}\n"
    upload = Upload("deelnemers.csv", rows.encode())
    stored = keep_file(upload, cast.programme, region_id=cast.region.pk, by=account, at=clock.now())
    return stored.public_id


def colleague_link(cast: Cast) -> str:
    """The link of the only colleague on a list that was confirmed."""
    listed = make.make_colleague_list(cast.programme, confirmed=True)
    return COLLEAGUES.sign(listed.colleagues.get().link_key)


def period_elsewhere(cast: Cast) -> dict[str, str]:
    """A period of a school where nobody of this programme works."""
    elsewhere = make.make_participation(make.make_programme(make.make_region("Elders", slug="elders"), slug="elders"))
    return {"slug": cast.programme.slug, "public_id": make.make_period(elsewhere).public_id}


def event_names(invitation: EventInvitation) -> dict[str, str]:
    return {"slug": invitation.event.programme.slug, "public_id": invitation.event.public_id}


def taken_over(cast: Cast) -> str:
    """A large file of the coordinator that waits to be taken over."""
    account = cast.accounts["coordinator"]
    assert account is not None
    stored = make.make_stored_file(account)
    return background.start("intake.take_over", stored.public_id, key=stored.public_id, by=account)[0].public_id


def rows_of(*people: Person) -> bytes:
    """A list in columns with names of its own; no two are the same file."""
    head = "Voornaam;Achternaam;E-mail;Kant;Organisatie;Functie\n"
    function = f"docent {next(counter)}"
    lines = [f"{one.given_name};{one.surname};{one.email};docent;Brugwater;{function}\n" for one in people]
    return (head + "".join(lines)).encode()


def make_move(cast: Cast, *, name: str = "deelnemers.csv", content: bytes = b"") -> Move:
    """A list that the coordinator chose and did not take over yet; by default the teacher is on it."""
    account = cast.accounts["coordinator"]
    assert account is not None
    upload = Upload(name, content or rows_of(Person.objects.get(pk=cast.teacher.person_id)))
    move = begin_move(cast.programme, upload, region_ids=[cast.region.pk], by=account, at=clock.now())
    try_move(move, by=account, at=clock.now())
    return move


def ask_move(cast: Cast, *, content: bytes = b"") -> Move:
    """The list, being taken over in the background."""
    move, account = make_move(cast, content=content), cast.accounts["coordinator"]
    assert account is not None
    ask_taking(move, told_how="", told_note="", leave_out=False, version=move.version, by=account, at=clock.now())
    return move


def take(cast: Cast, *, name: str = "nieuw") -> Move:
    """A list with somebody new, taken over; it waits for Start."""
    newcomer = Person(given_name="Imke", surname="Vos", email=f"{name}@{cast.region.slug}.example")
    move = make_move(cast, content=rows_of(newcomer))
    return take_move(move, leave_out=False, by=cast.accounts["coordinator"], at=clock.now())


def address_of(move: Move) -> dict[str, str]:
    return {"slug": move.programme.slug, "public_id": move.public_id}


def looking(cast: Cast) -> tuple[Card, Card]:
    """The teacher is free again and looks around; the card of somebody else lies on top and one was answered."""
    hand = Dealt.objects.filter(viewer__participation=cast.teacher, turned_at__isnull=True).order_by("place")
    if not hand.exists():
        open_programme(cast.programme)
        Seat.objects.filter(pair=cast.pair).update(active=False)
        cast.teacher.programme.refresh_from_db()
        teacher = answer_intake(cast.teacher, I7=["natuurkunde"], I8b=["vo"], I4="Ik wil zien waar het voor is.")
        others = [make_professional(cast.programme, f"Buiten{n}", I8c="technology", I23=True) for n in range(3)]
        cards = [put_card(each, at=clock.now()) for each in others]
        found = put_card(teacher, shown=("function", "kind", "subject", "reasons"), at=clock.now())
        deal(found, at=clock.now())
        found.refresh_from_db()
        say(found, cards[0], "maybe", at=clock.now())
    top = hand.select_related("viewer", "card")[0]
    return top.viewer, top.card


def card_names(cast: Cast) -> dict[str, str]:
    own, other = looking(cast)
    return {"public_id": own.participation.public_id, "card_id": other.public_id}


def talk_of(cast: Cast) -> Talk:
    """The teacher spoke somebody on an evening of which the results were not told; the same each time."""
    found = Talk.objects.filter(teacher=cast.teacher).select_related("evening__event__programme").first()
    if found is not None:
        return found
    return make.make_talk(cast.teacher, make_professional(cast.programme, "Gast", I8c="technology"))


def evening_names(cast: Cast) -> dict[str, str]:
    event = talk_of(cast).evening.event
    return {"slug": event.programme.slug, "public_id": event.public_id}


def open_region(cast: Cast) -> dict[str, str]:
    """Five of both sides look around, and two of them both said yes; the coordinator decides."""
    if not Card.objects.filter(participation__programme=cast.programme).exclude(hands=0).exists():
        teachers, others = both_sides(cast.programme, 5, 5)
        open_programme(cast.programme, open_to_coordinator=True)
        for one, other in ((teachers[0], others[0]), (others[0], teachers[0])):
            say(one, other, "yes", at=clock.now() - timedelta(days=10))
        Card.objects.filter(pk=teachers[0].pk).update(hands=1)
        for card in (*teachers, *others):
            key = card.participation.person_id
            Person.objects.filter(pk=key).update(given_name=f"Kijker{key}x", surname=f"Rondom{key}x")
    return {"slug": cast.programme.slug, "region_slug": cast.region.slug}


OBJECTS: dict[str, Callable[[Cast], dict[str, str]]] = {
    "programme": lambda cast: {"slug": cast.programme.slug},
    "looking": lambda cast: {"public_id": looking(cast)[0].participation.public_id},
    "card": card_names,
    "open_region": open_region,
    "evening": evening_names,
    "own_evening": lambda cast: {"public_id": talk_of(cast).evening.event.public_id},
    "talk": lambda cast: {"public_id": talk_of(cast).public_id},
    "kind_of_table": lambda cast: {"slug": cast.programme.slug, "kind": "deelnemers"},
    "row_of_table": lambda cast: {
        "slug": cast.programme.slug,
        "kind": "deelnemers",
        "public_id": cast.teacher.public_id,
    },
    "column_of_table": lambda cast: {
        "slug": cast.programme.slug,
        "kind": "deelnemers",
        "public_id": make.make_table_column(cast.programme).public_id,
    },
    "file_being_taken_over": lambda cast: {
        "slug": cast.programme.slug,
        "kind": "deelnemers",
        "public_id": taken_over(cast),
    },
    "saved_view": lambda cast: {
        "public_id": make.make_view(cast.accounts["coordinator"], cast.programme).public_id,  # type: ignore[arg-type]  # set for every role but nobody
    },
    "programme_region": lambda cast: {"slug": cast.programme.slug, "region_slug": cast.region.slug},
    "scenario": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": make_proposal(cast.programme, cast.region, by=None, at=make.NOW).public_id,
    },
    "long_work": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": ask_proposal(
            cast.programme,
            cast.region,
            by=cast.accounts["coordinator"],  # type: ignore[arg-type]  # set for every role but nobody
            at=make.NOW,
        ).public_id,
    },
    "matched_person": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": cast.teacher.public_id,
    },
    "request": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": cast.teacher.public_id,
        "what": "travel-60",
    },
    "two_people": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "teacher_id": cast.teacher.public_id,
        "non_teacher_id": cast.professional.public_id,
    },
    "participant": lambda cast: {"slug": cast.programme.slug, "public_id": cast.teacher.public_id},
    "helped_step": lambda cast: {
        "slug": cast.programme.slug,
        "public_id": cast.teacher.public_id,
        "step": "je-werk",
    },
    "period_elsewhere": period_elsewhere,
    "period": lambda cast: {"slug": cast.programme.slug, "public_id": make.make_period(cast.teacher).public_id},
    "intake_step": lambda cast: {"public_id": cast.teacher.public_id, "step": "je-werk"},
    "response": lambda cast: {"public_id": open_response(cast.teacher, "final_survey", at=make.NOW).public_id},
    "person": lambda cast: {"public_id": cast.teacher.person.public_id},
    "role": lambda cast: {"role": "teacher"},
    "programme_text": lambda cast: {"slug": cast.programme.slug, "code": "pair_confirmed"},
    "text": lambda cast: {"code": "pair_confirmed"},
    "move": lambda cast: address_of(make_move(cast)),
    "asked_move": lambda cast: address_of(ask_move(cast)),
    "taken_move": lambda cast: address_of(take(cast)),
    "stored_file": lambda cast: {"public_id": import_file(cast)},
    "grant": lambda cast: {"public_id": cast.accounts["coordinator"].grants.get().public_id},  # type: ignore[union-attr]  # set for every role but nobody
    "channel": lambda cast: {"slug": cast.programme.slug, "code": make.make_channel(cast.programme).code},
    "employer_channel": lambda cast: {
        "slug": cast.programme.slug,
        "code": make.make_employer_channel(cast.programme).code,
    },
    "employer_letter": lambda cast: {
        "slug": cast.programme.slug,
        "public_id": make.make_employer_letter(cast.programme, cast.region).public_id,
    },
    "code": lambda cast: {"code": make.make_channel(cast.programme).code},
    "colleague_list": lambda cast: {"value": LISTS.sign(make.make_colleague_list(cast.programme).public_id)},
    "colleague": lambda cast: {"value": colleague_link(cast)},
    "contact": lambda cast: {"slug": cast.programme.slug, "public_id": make.make_contact(cast.teacher).public_id},
    "contact_invitation": lambda cast: {"value": contacts.link_value(make.make_contact(cast.teacher))},
    "interest": lambda cast: {"value": link_value(make.make_interest(cast.region))},
    "own_start": lambda cast: {"value": own_link(make.make_own_start(cast.region))},
    "asked_own_start": lambda cast: {"value": partner_link(make.make_own_start(cast.region, confirmed=True))},
    "own_pair": lambda cast: {"public_id": make.make_own_pair(cast.region).public_id},
    "event": lambda cast: event_names(make.make_invitation(cast.teacher)),
    "event_to_invite": lambda cast: {
        "slug": cast.programme.slug,
        "public_id": make.make_event_with_interest(cast.programme).public_id,
    },
    "invitation": lambda cast: {"public_id": make.make_invitation(cast.teacher).public_id},
    "held_invitation": lambda cast: {
        "slug": cast.programme.slug,
        "public_id": make.make_invitation(cast.teacher, starts_in=timedelta(minutes=-30)).public_id,
    },
    "invitation_link": lambda cast: {"value": event_links.link_value(make.make_invitation(cast.teacher))},
    "check_in": lambda cast: {
        "code": make.make_invitation(cast.teacher, starts_in=timedelta(minutes=30)).event.check_in_code
    },
    "story": lambda cast: {"public_id": make.make_story(cast.pair).public_id},
    "pair": lambda cast: {"public_id": cast.pair.public_id},
    "asked_pair": lambda cast: {"public_id": make.ask_pair(cast.pair).public_id},
    "pair_that_met": lambda cast: {"public_id": make.meet(cast.pair).public_id},
    "paused_pair": lambda cast: {"public_id": make.change_pair(cast.pair, Pair.State.PAUSED).public_id},
    "ended_pair": lambda cast: {"public_id": make.change_pair(cast.pair, Pair.State.ENDED).public_id},
    "joint_goal": lambda cast: {"public_id": make.make_goal(cast.pair).public_id},
    "meeting": lambda cast: {"public_id": make.make_meeting(cast.pair).public_id},
    "held_meeting": lambda cast: {
        "public_id": make.make_meeting(cast.pair, starts_at=make.NOW - timedelta(days=1)).public_id
    },
    "teachers_hours": lambda cast: {"public_id": make.make_hours(cast.pair, cast.teacher.person).public_id},
    "table": lambda cast: {"table": "people.person"},
    "session": lambda cast: {"public_id": make.make_session(cast.teacher.person.account).public_id},
    "link": lambda cast: {"raw": make.make_link(cast.teacher.person.account)},
    "participation": lambda cast: {"public_id": cast.teacher.public_id},
}
