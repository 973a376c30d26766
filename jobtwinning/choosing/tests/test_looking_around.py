"""Open matching through the pages, as the people named (MAT-05)."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.choosing import actions, queries, telling
from jobtwinning.choosing.faces import faces_of
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.choosing.tests.world import AT, NOON, both_sides, open_programme, put_card, with_account, yes
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.actions import make_proposal
from jobtwinning.matching.adapter import read_input
from jobtwinning.matching.models import Directive, Said
from jobtwinning.matching.tests.world import answer_intake, make_professional, make_teacher
from jobtwinning.pairs.actions import accept_pair, decline_pair
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, RoleGrant
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make.make_programme(make.make_region())


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def client_for(card: Card) -> Client:
    client = Client()
    sign_in(client, with_account(card.participation))
    return client


def url(card: Card, page: str, *more: str) -> str:
    return reverse(f"choosing:{page}", args=[card.participation.public_id, *more])


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


# --- What the acceptance says ---------------------------------------------------------------------------------


def test_mat_05(programme: Programme, today: None) -> None:
    """MAT-05: Participant browses profiles of the other side in the region, marks like/pass; mutual likes become a
    proposal; nobody sees a one-sided like."""
    (one, other_teacher, _third), (liked, ignored, _more) = both_sides(programme, 3, 3)
    elsewhere = make.make_region("Heuvelrijk", slug="heuvelrijk")
    programme.regions.add(elsewhere)
    far = put_card(make_professional(programme, "Verweg", region=elsewhere, I8c="technology"))

    client = client_for(one)
    listed = page(client, url(one, "list"))
    assert ("Netplanner" in listed, "Docent natuurkunde" in listed) == (True, False), "profiles of the other side"
    assert (liked.public_id in listed, far.public_id in listed) == (True, False), "in the region"
    for each in (one, liked, ignored, other_teacher):
        assert each.participation.person.given_name not in listed, "without a name"
        assert each.participation.public_id not in listed.replace(one.participation.public_id, "")

    assert "Kaart 1 van 3" in client.post(url(one, "deck"), {"do": "deal"}, follow=True).content.decode()
    client.post(url(one, "card", liked.public_id), {"do": "yes"})
    client.post(url(one, "card", ignored.public_id), {"do": "no"})
    assert dict(Said.objects.values_list("about__card__public_id", "answer")) == {
        liked.public_id: "yes",
        ignored.public_id: "no",
    }, "marks like and pass"

    assert telling.tell_mutual(NOON) == 0, "one like is no proposal"
    back = client_for(liked)
    before = page(back, url(liked, "card", one.public_id))
    back.post(url(liked, "card", one.public_id), {"do": "yes"})
    assert (telling.tell_mutual(NOON), telling.tell_mutual(NOON)) == (1, 0), "mutual likes become a proposal"
    pair = Pair.objects.get()
    people = {person_in(seat) for seat in pair.seats.all()}
    assert people == {one.participation.person, liked.participation.person}
    assert OutboxMail.objects.filter(template="pair_proposed").count() == 2

    Said.objects.filter(by=one.participation).delete()
    Pair.objects.all().delete()
    plain = page(back, url(liked, "card", one.public_id))
    told = plain.replace("Je zei ja tegen deze kaart.", "")
    assert without_keys(told).split() == without_keys(before).split(), "nobody sees a one-sided like"


def without_keys(text: str) -> str:
    """A page without what is drawn anew every time, and the line about the own answer."""
    text = re.sub(r'value="[^"]{20,}"|nonce="[^"]+"', "", text)
    return re.sub(r"<p class=.deck-effects small.>\s*</p>", "", text)


# --- Who is shown, and how ------------------------------------------------------------------------------------


def test_not_shown_are_acquaintances_former_partners_vetoes_colleagues_and_whoever_is_taken(
    programme: Programme,
) -> None:
    (one,), others = both_sides(programme, 1, 8)
    known, namer, former, kept_apart, refused, taken, left, open_one = others
    mine = one.participation
    answer_intake(mine, I18b=[known.participation.person.full_name])
    answer_intake(namer.participation, I18b=[mine.person.full_name])
    pair = make.make_pair(mine, former.participation)
    decline_pair(pair, person=mine.person, by=None, at=pair.proposed_at)
    Directive.objects.create(
        programme=programme, teacher=mine, non_teacher=kept_apart.participation, kind="forbid", made_at=AT
    )
    actions.say(one, refused, "no", at=AT)
    make.make_pair(make_teacher(programme, "Ander"), taken.participation)
    actions.leave(left.participation, by=with_account(left.participation), at=AT)
    assert mine.employment is not None
    shared = mine.employment.organisation
    colleague = make_professional(programme, "Collega", organisation=shared, I8c="technology")
    put_card(colleague)

    assert actions.deal(one, at=AT) == 1
    assert list(Dealt.objects.filter(viewer=one, place__gt=0).values_list("card", flat=True)) == [open_one.pk]
    assert [line.face.public_id for line in lines_of(one)] == [open_one.public_id]
    for each in (known, namer, former, kept_apart, refused, taken):
        assert queries.listed_card(one, each.public_id) is None


def lines_of(card: Card) -> list[queries.ListLine]:
    found = queries.others(card).select_related(*queries.RELATED).order_by("pk")
    return queries.list_lines(card, list(found), queries.ListFilters())


def test_a_card_says_only_what_is_shown_to_browsers_and_in_wider_words_to_hide_who_is_the_only_one(
    programme: Programme,
) -> None:
    answers = {"I4": "Eigen zin", "I5": ["Een gastles"], "I8c": "technology", "I17": 51}
    open_programme(programme)
    several = [make_professional(programme, f"Buiten{n}", **answers) for n in range(3)]
    cards = [put_card(each, shown=("function", "kind", "subject", "goals", "reasons")) for each in several]
    boss = put_card(make_professional(programme, "Baas", **answers, I2b=True))
    hidden = put_card(make_professional(programme, "Stil", **answers), shown=("subject",))
    own_choice = put_card(make_professional(programme, "Voorzichtig", **answers), is_coarse=True)
    rows = Card.objects.select_related(*queries.RELATED)
    faces = faces_of(rows)

    plain = faces[cards[0].pk]
    assert (plain.title, plain.facts[0], plain.quote, plain.is_coarse) == (
        "netplanner", "Techniek en industrie", "Eigen zin", False,
    )  # fmt: skip
    for coarse in (faces[boss.pk], faces[own_choice.pk]):
        assert (coarse.title, coarse.facts, coarse.quote) == ("Werkt buiten het onderwijs", (), "")
        assert ("Een gastles" in coarse.wants, coarse.brings) == (False, plain.brings)
        assert not coarse.engine & {"organisation_kind", "function_level"}, "nor by way of a reason"
    only_field = faces[hidden.pk]
    assert (only_field.facts, only_field.wants, only_field.quote) == ((), (), "")
    assert only_field.engine == {"fields", "guide", "organisation_fields", "education_field"}
    employer = several[0].employment
    assert employer is not None
    assert all(employer.organisation.name not in str(face) and "51" not in str(face) for face in faces.values())


def test_a_filter_finds_nobody_by_what_they_hide(programme: Programme) -> None:
    (one,), (shows, hides) = both_sides(programme, 1, 2)
    actions.join(
        hides.participation, ("function",), is_coarse=False, has_keys=True, by=with_account(hides.participation), at=AT
    )
    found = queries.filtered(queries.others(one), queries.ListFilters(field="energie"))
    assert list(found) == [shows]
    assert queries.fields_shown(one) == ["energie"]


def test_the_reason_and_the_minus_point_go_with_the_answers_they_rest_on(programme: Programme) -> None:
    (one,), (other,) = both_sides(programme, 1, 1)
    answer_intake(one.participation, I7=["natuurkunde"], I10="choose", I9_subject=3)
    answer_intake(other.participation, I7=["natuurkunde"])
    actions.deal(one, at=AT)
    top = queries.top_card(one)
    assert top is not None
    assert any("Vak" in reason for reason in top.reasons)
    answer_intake(other.participation, I7=["horeca"])
    changed = queries.top_card(one)
    assert changed is not None
    assert (changed.less[:3], "Vak" in str(changed.reasons)) == ("Vak", False)
    actions.join(
        other.participation, ("function",), is_coarse=False, has_keys=True, by=with_account(other.participation), at=AT
    )
    hidden = queries.top_card(one)
    assert hidden is not None
    assert "Vak" not in f"{hidden.less} {hidden.reasons}", "what is hidden is no reason any more"


# --- Fair, small and odd ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("likes", ["yes", "no"])
def test_3_and_17_people_of_whom_one_likes_all_or_none(programme: Programme, likes: str) -> None:
    few, many = both_sides(programme, 3, 17)
    for _hand in range(2):
        for card in few:
            actions.deal(card, at=AT)
            hand = Dealt.objects.filter(viewer=card, turned_at__isnull=True)
            for dealt in hand.select_related("card__participation"):
                with suppress(DomainError):  # more than five at once
                    actions.say(card, dealt.card, likes, at=AT)
                    continue
                actions.say(card, dealt.card, "maybe", at=AT)
    seen = dict(Card.objects.filter(pk__in=[each.pk for each in many]).values_list("pk", "shown"))
    assert set(seen.values()) == {3}, "everybody is seen by all three"
    open_yes = Said.objects.filter(answer="yes").count()
    assert open_yes == (15 if likes == "yes" else 0), "five each at most"
    assert actions.deal(few[0], at=AT) == 0, "and then there are no cards left"
    assert telling.tell_mutual(NOON) == 0


def test_a_deck_left_open_for_a_week_goes_back_and_is_not_counted_as_seen(programme: Programme) -> None:
    (one,), others = both_sides(programme, 1, 3)
    assert actions.deal(one, at=AT) == 3
    assert actions.deal(one, at=AT) == 0, "twice is once"
    actions.say(one, others[0], "maybe", at=AT)
    actions.deal(one, at=AT + timedelta(days=8))
    assert sorted(Card.objects.filter(pk__in=[each.pk for each in others]).values_list("shown", flat=True)) == [1, 1, 1]
    assert Dealt.objects.filter(viewer=one, turned_at__isnull=True, hand=one.hands).count() == 2
    for card in Card.objects.all():
        assert card.shown == Dealt.objects.filter(card=card).count(), "the counter says what was dealt"


def test_undo_changing_ones_mind_and_twice(programme: Programme) -> None:
    (one,), _others = both_sides(programme, 1, 2)
    actions.deal(one, at=AT)
    first = queries.top_card(one)
    assert first is not None
    card = Card.objects.get(public_id=first.face.public_id)
    actions.say(one, card, "no", at=AT)
    actions.say(one, card, "no", at=AT + timedelta(hours=1))
    assert Said.objects.get().said_at == AT, "the same once more is nothing new"
    assert (actions.undo(one, at=AT), actions.undo(one, at=AT)) == (True, False)
    again = queries.top_card(one)
    assert again is not None
    assert again.face.public_id == first.face.public_id
    assert not Said.objects.exists()
    actions.say(one, card, "yes", at=AT)
    assert (actions.take_back(one, card, at=AT), actions.take_back(one, card, at=AT)) == (True, False)


def test_a_yes_lapses_in_silence_after_three_weeks_and_the_card_may_come_again(programme: Programme) -> None:
    (one,), (liked, refused) = both_sides(programme, 1, 2)
    actions.deal(one, at=AT)
    actions.say(one, liked, "yes", at=AT)
    actions.say(one, refused, "no", at=AT)
    later = AT + timedelta(days=22)
    mails = OutboxMail.objects.count()
    assert queries.yes_count(one, later) == 0
    assert telling.forget(later) == 1
    assert list(Said.objects.values_list("answer", flat=True)) == ["no"], "a no stays"
    assert actions.deal(one, at=later) == 1
    assert OutboxMail.objects.count() == mails, "nobody hears of it"


def test_leaving_the_round_or_the_cards_takes_ones_answers_along(programme: Programme) -> None:
    (one, two), (other,) = both_sides(programme, 2, 1)
    yes(one, other)
    yes(other, one)
    yes(two, other)
    Participation.objects.filter(pk=one.participation_id).update(state=Participation.State.WITHDRAWN)
    with pytest.raises(DomainError):
        actions.say(one, other, "no", at=AT)
    assert telling.tell_mutual(NOON) == 0, "who left is proposed to nobody"
    telling.forget(NOON)
    assert set(Said.objects.values_list("by", flat=True)) == {two.participation_id}
    assert actions.leave(two.participation, by=with_account(two.participation), at=AT)
    assert not Said.objects.exists()


# --- Both said yes --------------------------------------------------------------------------------------------


def test_of_several_who_said_yes_to_each_other_as_many_as_possible_are_proposed(programme: Programme) -> None:
    (one, two), (first, second) = both_sides(programme, 2, 2)
    for teacher, other in ((one, first), (one, second), (two, first)):
        yes(teacher, other)
        yes(other, teacher)
    young, late = both_sides_more(programme)
    yes(young, late)
    yes(late, young, days=0.5)
    assert telling.tell_mutual(NOON - timedelta(days=1)) == 0, "not on a Thursday"
    assert telling.tell_mutual(NOON) == 2, "a yes of this morning waits for the next moment"
    seats = Pair.objects.values_list("seats__participation", flat=True)
    assert set(seats) == {card.participation_id for card in (one, two, first, second)}
    told = Pair.objects.first()
    assert told is not None
    assert "both_like" in str(told.reasons), "the reason says so"
    for seat in told.seats.all():
        accept_pair(told, person=person_in(seat), by=None, at=NOON)
    told.refresh_from_db()
    assert told.accepted_at == NOON


def both_sides_more(programme: Programme) -> tuple[Card, Card]:
    return put_card(make_teacher(programme, "Jong", I8b=["vo"])), put_card(make_professional(programme, "Laat"))


def test_where_the_coordinator_decides_two_who_both_said_yes_are_named_and_nobody_else(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, two), (first, second) = both_sides(programme, 2, 2)
    open_programme(programme, open_to_coordinator=True)
    for each in (one, two, first, second):
        person = each.participation.person
        person.surname = f"Achternaam{person.pk}"
        person.save()
    yes(one, first)
    yes(first, one)
    yes(two, second)
    assert telling.tell_mutual(NOON) == 0
    coordinator = make.make_account()
    region = Region.objects.get()
    make.make_grant(coordinator, RoleGrant.Role.COORDINATOR, region=region, programme=programme)
    client = Client()
    sign_in(client, coordinator)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=3))
    text = page(client, reverse("choosing:picture", args=[programme.slug, region.slug]))
    named = [each for each in (one, two, first, second) if each.participation.person.surname in text]
    assert named == [one, first]
    assert reverse("matching:make_pair", args=[
        programme.slug, region.slug, one.participation.public_id, first.participation.public_id,
    ]) in text  # fmt: skip


# --- In the engine --------------------------------------------------------------------------------------------


def test_the_engine_hears_of_a_yes_once_it_is_answered_and_of_a_no_at_once(programme: Programme) -> None:
    (one, two), (first, second) = both_sides(programme, 2, 2)
    region = Region.objects.get()
    nothing = read_input(programme, region)
    at = clock.now()
    yes(one, first, at=at)
    assert read_input(programme, region).hash == nothing.hash, "not even a checksum differs"
    yes(first, one, at=at)
    both = read_input(programme, region)
    assert {like[:2] for like in both.problem.evidence.likes} == {
        (one.participation.public_id, first.participation.public_id)
    }
    actions.say(two, first, "maybe", at=at)
    assert read_input(programme, region).hash == both.hash, "a maybe of a card counts nowhere"
    actions.say(second, two, "no", at=at)
    (ballot,) = read_input(programme, region).problem.evidence.ballots
    assert ballot[2:] == ("right_to_left", "no")
    Said.objects.create(by=second.participation, about=two.participation, answer="yes", source="talk", said_at=at)
    assert read_input(programme, region).problem.evidence.ballots == (), "what was said after a talk goes before a card"
    Said.objects.create(by=two.participation, about=second.participation, answer="maybe", source="talk", said_at=at)
    told = read_input(programme, region)
    assert {ballot[3] for ballot in told.problem.evidence.ballots} == {"maybe"}, "nobody sees which of the two said yes"
    Said.objects.filter(by=two.participation, source="talk").update(answer="yes")
    assert {ballot[3] for ballot in read_input(programme, region).problem.evidence.ballots} == {"yes"}
    scenario = make_proposal(programme, region, by=None, at=at)
    pairs = {(each["left"], each["right"]) for each in scenario.pairs}
    assert (one.participation.public_id, first.participation.public_id) in pairs


def test_no_line_of_history_tells_what_somebody_said(programme: Programme) -> None:
    (one,), (other,) = both_sides(programme, 1, 1)
    before = History.objects.count()
    actions.deal(one, at=AT)
    yes(one, other)
    actions.undo(one, at=AT)
    assert History.objects.count() == before


# --- Questions to the database --------------------------------------------------------------------------------


def test_a_card_asks_as_much_at_10_people_as_at_30(programme: Programme, today: None, cast: Cast) -> None:
    counts = []
    (one, *_rest), _others = both_sides(programme, 1, 10)
    client = client_for(one)
    client.post(url(one, "deck"), {"do": "deal"})
    for _more in range(2):
        counts.append([number_of_queries(client, url(one, page)) for page in ("deck", "list", "said")])
        for number in range(20):
            put_card(make_professional(programme, f"Meer{number}", I8c="technology"))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 16


def number_of_queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        page(client, address)
    return len(seen)
