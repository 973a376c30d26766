"""Texts that coordinators word: placeholders are filled in in mails that go out, hostile text stays text."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast, build_cast, sign_in
from jobtwinning.intake.letters import queue_sign_up_mail
from jobtwinning.mail import outbox
from jobtwinning.mail.actions import columns, publish_text, save_text
from jobtwinning.mail.models import EditableText, OutboxMail, TextVersion
from jobtwinning.mail.queries import working_copy
from jobtwinning.mail.sending import message_of
from jobtwinning.mail.texts import PLACES, TextPlace
from jobtwinning.pairs.actions import accept_pair, decline_pair, propose_pair
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.twinning.actions import MeetingPlan, close_pair, plan_meeting
from tests import canaries, make

ClientOf = Callable[[str], Client]
MAILS = sorted(code for code, place in PLACES.items() if place.is_mail)


def publish(cast: Cast, place: TextPlace, words: dict[str, str], programme: Programme | None = None) -> TextVersion:
    programme_id = (programme or cast.programme).pk
    copy = working_copy(place.code, programme_id)
    seen = copy.version if copy else 0
    text = save_text(place, words, programme_id=programme_id, seen=seen, by=cast.accounts["coordinator"], at=make.NOW)
    return publish_text(text, place, by=cast.accounts["coordinator"], at=make.NOW)


def everything_happens(cast: Cast) -> None:
    """The whole way of a pair, so that each of the mails goes out."""
    at = make.NOW
    people = [make.make_participation(cast.programme, person=make.make_person(name)) for name in ("Imke", "Roos")]
    partners = [
        make.make_participation(cast.programme, side=Side.NON_TEACHER, person=make.make_person(name))
        for name in ("Joris", "Bram")
    ]
    queue_sign_up_mail(people[0])
    going, ending = (propose_pair(one, other, by=None, at=at) for one, other in zip(people, partners, strict=True))
    for participation in (people[0], partners[0]):
        going = accept_pair(going, person=participation.person, by=None, at=at)
    decline_pair(ending, person=partners[1].person, by=None, at=at)
    plan = MeetingPlan(starts_at=at.replace(month=10), ends_at=at.replace(month=10, hour=12), place="work")
    plan_meeting(cast.pair, plan, person=cast.teacher.person, by=None, at=at)
    close_pair(cast.pair, by=None, at=at)


@pytest.fixture
def with_region(cast: Cast) -> Cast:
    Region.objects.update(contact_name="Saskia de Boer")
    return cast


def test_every_placeholder_of_every_text_is_filled_in_in_a_mail_that_goes_out(with_region: Cast) -> None:
    for code in MAILS:
        line = " ".join(f"{name}=[{{{name}}}]" for name in PLACES[code].placeholders)
        publish(with_region, PLACES[code], dict.fromkeys(columns(PLACES[code]), line))
    everything_happens(with_region)
    for code in MAILS:
        mails = OutboxMail.objects.filter(template=code)
        assert mails, code
        for mail in mails:
            for text in (mail.body_text, mail.body_html):
                found = dict(re.findall(r"([\w]+)=\[([^\]]*)\]", text))
                assert set(found) == set(PLACES[code].placeholders), code
                assert all(value and "{" not in value for value in found.values()), found
                assert (found["programma"], found["regio"]) == ("Najaar 2026", "Maasmond")
                assert found["coördinator"] == "Saskia de Boer"
            assert mail.text_version == TextVersion.objects.get(text__code=code).public_id


def test_the_page_of_a_programme_fills_in_its_placeholders(cast: Cast) -> None:
    place = PLACES["programme_page"]
    publish(cast, place, {"opening_nl": "{programma}: {begin}, {einde}", "opening_en": "<b>{programma}</b>: {einde}"})
    url = reverse("site:programme", args=[cast.programme.slug])
    assert "<p>Najaar 2026: 7 september, 4 december 2026</p>" in Client().get(url).content.decode()
    english = Client().get(f"/en{url.replace('programma', 'programme')}").content.decode()
    assert "<p>&lt;b&gt;Autumn 2026&lt;/b&gt;: 4 December 2026</p>" in english


def test_a_preview_knows_exactly_what_the_mail_knows(with_region: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is shown is what goes out: the invented mail has the same values, the real one no other."""
    render, seen = outbox.render_mail, {}

    def watch(template: str, language: str, context: dict[str, Any], wording: Any) -> Any:
        seen[template] = context
        return render(template, language, context, wording)

    monkeypatch.setattr(outbox, "render_mail", watch)
    everything_happens(with_region)
    for code in MAILS:
        sample, sent = PLACES[code].sample(with_region.programme, with_region.region), seen[code]
        assert set(sample) == set(sent), code
        assert set(sample["placeholders"]) == set(sent["placeholders"]) == set(PLACES[code].placeholders), code


HOSTILE = (
    "{{ 7*7 }} {% debug %} {0.__class__} %s %(x)s <script>alert(7)</script> \"'><img src=x onerror=alert(7)> 🦄 "
    "javascript:alert(7)"
)


def test_hostile_words_stand_literally_in_mail_preview_list_and_page(with_region: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    for code, place in PLACES.items():
        url = reverse("programmes:text", args=[with_region.programme.slug, code])
        words = dict.fromkeys(columns(place), HOSTILE)
        assert client.post(url, {**words, "publish": "1", "version": "0"}).status_code == 302
        page = client.get(url).content.decode()
        preview = client.get(f"{url}voorbeeld/").content.decode()
        for body in (page, preview):
            assert "<script>alert" not in body
            assert "onerror=alert(7)>" not in body.replace("onerror=alert(7)&gt;", "").replace("&amp;gt;", "&gt;")
        assert "{{ 7*7 }} {% debug %} {0.__class__}" in preview
    everything_happens(with_region)
    for mail in OutboxMail.objects.filter(template__in=MAILS):
        place = PLACES[mail.template]
        assert mail.subject == HOSTILE if "subject" in place.parts else mail.subject
        assert HOSTILE in mail.body_text
        assert "<script>" not in mail.body_html
        assert "{{ 7*7 }} {% debug %} {0.__class__} %s %(x)s &lt;script&gt;alert(7)" in mail.body_html
        message_of(mail).message()
    public = Client().get(reverse("site:programme", args=[with_region.programme.slug])).content.decode()
    assert "{{ 7*7 }} {% debug %} {0.__class__} %s %(x)s &lt;script&gt;alert(7)" in public


@pytest.mark.parametrize("typed", ["Dag\r\nBcc: x@elders.example", "Dag\u2028Bcc: x@elders.example\u202e"])
def test_a_subject_is_one_line_without_headers(cast: Cast, client_of: ClientOf, typed: str) -> None:
    place, url = PLACES["sign_up"], reverse("programmes:text", args=[cast.programme.slug, "sign_up"])
    words = {**dict.fromkeys(columns(place), "Tekst"), "subject_nl": typed}
    assert client_of("coordinator").post(url, {**words, "publish": "1"}).status_code == 302
    queue_sign_up_mail(cast.teacher)
    message = message_of(OutboxMail.objects.get()).message()
    assert (message["Subject"].startswith("Dag"), message["Bcc"]) == (True, None)
    assert "\n" not in OutboxMail.objects.get().subject


def test_nul_is_refused_beside_its_field_and_the_rest_stays(cast: Cast, client_of: ClientOf) -> None:
    url = reverse("programmes:text", args=[cast.programme.slug, "sign_up"])
    words = {**dict.fromkeys(columns(PLACES["sign_up"]), "Blijft staan"), "opening_en": "a\x00b"}
    answer = client_of("coordinator").post(url, {**words, "publish": "1"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["opening_en"])
    assert answer.content.decode().count("Blijft staan") == 5
    assert EditableText.objects.count() == 0


# --- The pages ---------------------------------------------------------------------------------------


def test_the_list_tells_what_is_in_use_and_by_whom(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), reverse("programmes:texts", args=[cast.programme.slug])
    assert client.get(url).content.decode().count("onze tekst") == len(PLACES)
    publish(cast, PLACES["sign_up"], dict.fromkeys(columns(PLACES["sign_up"]), "Tekst"))
    page = client.get(url).content.decode()
    assert ("versie 1, van 15 september 2026" in page, "coordinator@voorbeeld.example" in page) == (True, True)
    assert page.count("onze tekst") == len(PLACES) - 1


def test_an_unknown_placeholder_stands_beside_its_field_and_nothing_is_lost(cast: Cast, client_of: ClientOf) -> None:
    url = reverse("programmes:text", args=[cast.programme.slug, "sign_up"])
    words = {**dict.fromkeys(columns(PLACES["sign_up"]), "Blijft staan"), "opening_nl": "Dag {vornaam}"}
    for button in ("save", "publish"):
        answer = client_of("coordinator").post(url, {**words, button: "1"})
        assert answer.status_code == 422
        assert answer.context["form"].errors["opening_nl"] == [
            "{vornaam} kennen we hier niet. Je kunt gebruiken: {voornaam}, {programma}, {regio}, {coördinator}."
        ]
        assert "Dag {vornaam}" in answer.content.decode()


def test_one_language_can_be_kept_but_not_published(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), reverse("programmes:text", args=[cast.programme.slug, "sign_up"])
    words = {"subject_nl": "Dag", "opening_nl": "Tekst", "version": "0"}
    refused = client.post(url, {**words, "publish": "1"})
    assert refused.context["form"].errors == {
        "subject_en": ["Vul ook het Engels in."],
        "opening_en": ["Vul ook het Engels in."],
    }
    assert client.post(url, {**words, "save": "1"}).status_code == 302
    assert "Hieronder staat een concept." in client.get(url).content.decode()
    preview = client.get(f"{url}voorbeeld/").content.decode()
    assert preview.count("In deze taal is er nog geen tekst.") == 1
    queue_sign_up_mail(cast.teacher)
    assert OutboxMail.objects.get().subject == "Noor, fijn dat je mee wilt doen"


def test_two_coordinators_at_once_never_overwrite_each_other_in_silence(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), reverse("programmes:text", args=[cast.programme.slug, "sign_up"])
    words = dict.fromkeys(columns(PLACES["sign_up"]), "Van een ander")
    client.post(url, {**words, "save": "1", "version": "0"})
    for button in ("save", "publish"):
        late = client.post(url, {**words, "opening_nl": "Van mij", button: "1", "version": "0"})
        assert late.status_code == 422
        assert "Iemand anders heeft dit intussen aangepast." in late.content.decode()
        assert "Van mij" in late.content.decode()
    assert EditableText.objects.get().opening_nl == "Van een ander"
    client.post(url, {"restore": "0", "version": "0"})
    assert EditableText.objects.get().opening_nl == "Van een ander"
    chosen = late.context["form"]["version"].value()
    assert client.post(url, {**words, "opening_nl": "Van mij", "save": "1", "version": chosen}).status_code == 302
    assert EditableText.objects.get().opening_nl == "Van mij"


def test_an_older_version_comes_back_as_a_concept_and_is_published_as_a_new_one(
    cast: Cast, client_of: ClientOf
) -> None:
    client, url = client_of("coordinator"), reverse("programmes:text", args=[cast.programme.slug, "sign_up"])
    place = PLACES["sign_up"]
    for words in ("Een", "Twee"):
        publish(cast, place, dict.fromkeys(columns(place), words))
    client.post(url, {"restore": "1", "version": "2"})
    copy = EditableText.objects.get()
    assert (copy.opening_nl, [version.opening_nl for version in copy.versions.order_by("number")]) == (
        "Een",
        ["Een", "Twee"],
    )
    client.post(url, {**copy.words, "publish": "1", "version": "3"})
    assert [version.opening_nl for version in copy.versions.order_by("number")] == ["Een", "Twee", "Een"]
    client.post(url, {"restore": "0", "version": "4"})
    assert EditableText.objects.get().subject_en == "{voornaam}, good that you want to take part"
    for senseless in ("9", "x", "", "9" * 400):
        assert client.post(url, {"restore": senseless, "version": "5"}).status_code == 302
    assert EditableText.objects.get().version == 5


def test_the_concept_is_sent_to_oneself_once_in_both_languages(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    url = reverse("programmes:text_preview", args=[cast.programme.slug, "pair_confirmed"])
    for _time in range(2):
        assert client.post(url, {"form_key": "k"}).status_code == 302
    mails = OutboxMail.objects.order_by("language")
    assert [(mail.address, mail.language, mail.subject) for mail in mails] == [
        ("coordinator@voorbeeld.example", "en", "Sanne and Joris, you can start"),
        ("coordinator@voorbeeld.example", "nl", "Sanne en Joris, jullie kunnen beginnen"),
    ]
    assert [mail.programme_id for mail in mails] == [None, None]


def test_the_preview_is_the_mail_and_its_frame_runs_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    for code in MAILS:
        url = reverse("programmes:text_preview", args=[cast.programme.slug, code])
        answer = client.get(url)
        page = answer.content.decode()
        assert page.count('<iframe class="mail-frame" sandbox title=') == 2
        assert "style-src 'self' 'nonce-" in answer["Content-Security-Policy"]
        client.post(url)
        sent = {mail.language: mail for mail in OutboxMail.objects.filter(template=code)}
        for shown in answer.context["shown"]:
            mail = sent[shown["language"]]
            link = r"(koppel|voorstel|pair|proposal)/\w+/"  # the pair is another one each time
            texts = [re.sub(link, "", text) for text in (shown["mail"].text, mail.body_text)]
            assert (shown["mail"].subject, texts[0]) == (mail.subject, texts[1])


def test_texts_of_another_region_are_neither_seen_nor_changed(cast: Cast, client_of: ClientOf) -> None:
    other = build_cast("Heuveland", "elders.example")
    for place in PLACES.values():
        publish(other, place, dict.fromkeys(columns(place), canaries.CANARY))
    before = list(EditableText.objects.order_by("pk").values())
    client = client_of("coordinator")
    for code in PLACES:
        for slug, status in ((cast.programme.slug, 200), (other.programme.slug, 404)):
            for name, arguments in (("texts", [slug]), ("text", [slug, code]), ("text_preview", [slug, code])):
                answer = client.get(reverse(f"programmes:{name}", args=arguments))
                assert answer.status_code == status
                assert canaries.CANARY not in answer.content.decode()
        words = dict.fromkeys(columns(PLACES[code]), "x")
        theirs = reverse("programmes:text", args=[other.programme.slug, code])
        for sent in ({**words, "publish": "1"}, {"restore": "1", "version": "1"}):
            assert client.post(theirs, sent).status_code == 404
    assert list(EditableText.objects.order_by("pk").values()) == before
    own = Client()
    sign_in(own, other.accounts["coordinator"])  # type: ignore[arg-type]  # set for every role but nobody
    assert (
        canaries.CANARY in own.get(reverse("programmes:text", args=[other.programme.slug, "sign_up"])).content.decode()
    )


def test_the_admin_words_what_every_programme_starts_from(cast: Cast, client_of: ClientOf) -> None:
    admin, url = client_of("admin"), reverse("programmes:platform_text", args=["sign_up"])
    words = {**dict.fromkeys(columns(PLACES["sign_up"]), "Van de beheerder"), "version": "0"}
    assert admin.post(url, {**words, "publish": "1"}).status_code == 302
    preview = admin.get(reverse("programmes:platform_text_preview", args=["sign_up"])).content.decode()
    assert "Mirjam Vogel, coördinator regio Voorbeeldstreek" in preview
    assert (
        "de tekst van de beheerder"
        in client_of("coordinator").get(reverse("programmes:texts", args=[cast.programme.slug])).content.decode()
    )
    queue_sign_up_mail(cast.teacher)
    assert OutboxMail.objects.get().subject == "Van de beheerder"


@pytest.mark.parametrize("code", ["unknown", "sign-up", "x" * 200])
def test_a_text_that_is_not_there_is_not_found(cast: Cast, client_of: ClientOf, code: str) -> None:
    for name in ("text", "text_preview"):
        url = reverse(f"programmes:{name}", args=[cast.programme.slug, code])
        assert client_of("coordinator").get(url).status_code == 404
