"""Papers per organisation (REC-06, REC-02): the honest information and a poster, each with the channel of its own."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import segno
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.core import documents
from jobtwinning.core.models import History
from jobtwinning.intake.funnel import Step, funnel_of
from jobtwinning.intake.models import EmployerLetter
from jobtwinning.intake.papers import information
from jobtwinning.intake.tests.test_employers import PROMISES, send
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes import actions, posters
from jobtwinning.programmes.models import Channel, Participation, Programme
from tests import hostile_values, make, reading_pdf
from tests.reading_pdf import squeezed

ClientOf = Callable[[str], Client]
pytestmark = pytest.mark.django_db
LONGEST = "Openbare Scholengemeenschap voor Techniek, Groen, Zorg en Welzijn aan de Brede Rivier " * 2
UNBROKEN = "Scholengemeenschapvoortechniekgroenzorgenwelzijn" * 4
HOSTILE = ['#panic("x") ] } $ \\ [*_', "<b>&amp;</b>", "Ünïcødé ’t Écoleş", "学校 Den Haag", '"){{ 7*7 }}']


@pytest.fixture
def channel(cast: Cast) -> Channel:
    """The papers of a school."""
    return actions.make_employer_channel(
        cast.programme, cast.region, make.make_organisation("Lyceum Het Baken"), by=None, at=make.NOW
    )


def document(client: Client, name: str, channel: Channel, language: str = "nl", query: str = "") -> bytes:
    with translation.override(language):
        url = reverse(name, args=[channel.programme.slug, channel.code])
    answer = client.get(url + query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return bytes(answer.content)


def url_of(cast: Cast) -> str:
    return reverse("intake:papers", args=[cast.programme.slug])


# --- The information ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            (
                "Wat Job Twinning van Lyceum Het Baken vraagt",
                "ongeveer 8 uur per maand",
                "Lessen of overleggen kunnen vervallen",
                "Spreek vooraf af wat de partner wel en niet mag zien",
                "Een leidinggevende die ja zegt, ruimte in het rooster",
                "Samen, geschat: 29 tot 41 uur",
                "regio Maasmond",
            ),
        ),
        (
            "en",
            (
                "What Job Twinning asks of Lyceum Het Baken",
                "hours a month",
                "Lessons or meetings may be cancelled",
                "Autumn 2026",
                "Maasmond",
            ),
        ),
    ],
)
def test_information_is_a_tagged_document_that_says_what_it_asks(
    client_of: ClientOf, channel: Channel, language: str, said: tuple[str, ...]
) -> None:
    found = reading_pdf.read(document(client_of("coordinator"), "intake:employer_pdf", channel, language))
    assert (found.is_tagged, found.language, found.pages) == (True, language, 1)
    assert found.title == said[0]
    assert found.headings[0] == "H1"
    assert found.headings.count("H2") >= 10
    assert len(found.alternatives) == 2
    assert any(f"/p/{channel.code}" in each for each in found.alternatives)
    for words in (*said, "saskia@voorbeeld.example", f"/p/{channel.code}"):
        assert squeezed(words) in found.text, words
    assert not PROMISES.search(found.text)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_word_of_information_or_poster_promises_that_no_lesson_is_lost(channel: Channel, language: str) -> None:
    """The printed words one by one, in both languages; the control is in test_employers."""
    with translation.override(language):
        printed = [information(channel, make.NOW.date()), posters.content(channel)]
    words = [*texts(printed)]
    assert len(words) > 30
    for each in words:
        assert not PROMISES.search(each), each


def texts(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def test_information_of_a_channel_without_organisation_does_not_exist(cast: Cast, client_of: ClientOf) -> None:
    plain = make.make_channel(cast.programme)
    url = reverse("intake:employer_pdf", args=[cast.programme.slug, plain.code])
    assert client_of("coordinator").get(url).status_code == 404


# --- The poster -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("query", "size"), [("", (595, 842)), ("?papier=a3", (842, 1191)), ("?papier=b9", (595, 842))])
def test_poster_is_one_page_of_the_asked_size_with_the_name_of_the_organisation(
    client_of: ClientOf, channel: Channel, language: str, query: str, size: tuple[int, int]
) -> None:
    content = document(client_of("coordinator"), "programmes:poster", channel, language, query)
    found = reading_pdf.read(content)
    assert (found.is_tagged, found.language, found.pages) == (True, language, 1)
    box = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert box
    assert tuple(round(float(side)) for side in box.groups()) == size
    assert squeezed("Lyceum Het Baken") in found.text
    assert squeezed(f"/p/{channel.code}") in found.text


def modules(svg: str) -> set[tuple[int, int]]:
    """The dark squares of a QR code, by row and column, quiet zone included; from the strokes of its drawing."""
    (path,) = re.findall(r'<path[^>]*stroke="#12211a"[^>]* d="([^"]+)"|$', svg)[:1]
    dark, row, column = set(), 0.0, 0.0
    for command, values in re.findall(r"([Mmh])([-\d. ]+)", path):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", values)]
        if command == "h":
            dark |= {(int(row), int(column) + step) for step in range(int(numbers[0]))}
            column += numbers[0]
        else:
            column, row = (numbers[0], numbers[1]) if command == "M" else (column + numbers[0], row + numbers[1])
    return dark


def test_the_code_on_both_papers_holds_the_address_of_this_channel(
    cast: Cast, client: Client, channel: Channel
) -> None:
    """Every square is that of a code of exactly this address; another channel has other squares."""
    other = make.make_channel(cast.programme)
    link = f"{settings.SITE_URL}/p/{channel.code}/"
    wanted = {
        (row, column)
        for row, line in enumerate(segno.make(link, error="m").matrix_iter(border=4))
        for column, dark in enumerate(line)
        if dark
    }
    for printed in (information(channel, make.NOW.date())["qr"], posters.content(channel)["qr"]):
        assert modules(printed) == wanted
    assert modules(posters.content(other)["qr"]) != wanted
    Programme.objects.update(sign_up_until=None)
    assert client.get(f"/p/{channel.code}/").headers["Location"].endswith(f"?via={channel.code}")


@pytest.mark.parametrize("name", [LONGEST[:160], UNBROKEN[:160], *HOSTILE])
def test_any_name_is_printed_as_it_is_on_both_papers(cast: Cast, client_of: ClientOf, name: str) -> None:
    made = actions.make_employer_channel(cast.programme, cast.region, make.make_organisation(name), by=None)
    client = client_of("coordinator")
    printable = squeezed(documents.printable(name))
    for view in ("intake:employer_pdf", "programmes:poster"):
        found = reading_pdf.read(document(client, view, made))
        assert found.pages == 1, view
        assert printable in found.text, view


@pytest.mark.parametrize("name", sorted(hostile_values.BY_DAY))
def test_hostile_values_never_break_the_information(channel: Channel, name: str) -> None:
    text = str(hostile_values.VALUES[name])[:160]
    assert channel.organisation
    channel.organisation.name = channel.region.contact_name = text
    assert documents.pdf("employer", information(channel, make.NOW.date())).startswith(b"%PDF")


# --- Making them ----------------------------------------------------------------------------------


def test_papers_are_made_once_however_often_they_are_asked(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    assert cast.teacher.employment is not None
    school = cast.teacher.employment.organisation
    page = client.get(url_of(cast)).content.decode()
    assert school.name in page
    assert Channel.objects.count() == 0  # looking makes nothing
    for _ in range(2):
        assert client.post(url_of(cast), {"organisation": school.public_id}).status_code == 302
        assert client.post(url_of(cast), {"name": f" {school.name.upper()} ", "is_school": "on"}).status_code == 302
    (made,) = Channel.objects.all()
    assert (made.organisation, made.region, made.kind, made.label) == (school, cast.region, "employer", school.name)
    assert History.objects.filter(verb="make_channel").count() == 1
    page = client.get(url_of(cast)).content.decode()
    for name in ("intake:employer_pdf", "programmes:poster"):
        for language in ("nl", "en"):
            with translation.override(language):
                assert f'href="{reverse(name, args=[cast.programme.slug, made.code])}"' in page
    assert "papier=a3" in page
    recruitment = client.get(reverse("intake:recruitment", args=[cast.programme.slug])).content.decode()
    assert reverse("intake:employer_pdf", args=[cast.programme.slug, made.code]) in recruitment


def test_a_form_without_a_name_says_so_and_makes_nothing(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("coordinator").post(url_of(cast), {"is_school": "on"})
    assert answer.status_code == 422
    assert "Vul de naam van de organisatie in." in answer.content.decode()
    assert not Channel.objects.exists()


def test_an_organisation_in_two_regions_has_papers_in_each(cast: Cast, client_of: ClientOf) -> None:
    other = make.make_region("Heuveland")
    cast.programme.regions.add(other)
    account = cast.accounts["coordinator"]
    assert account is not None
    make.make_grant(account, "coordinator", region=other)
    school = make.make_organisation("Lyceum Het Baken")
    make.make_participation(cast.programme, organisation=school)
    make.make_participation(cast.programme, organisation=school, region=other)
    client = client_of("coordinator")
    for region in (cast.region, other, other):
        client.post(url_of(cast), {"organisation": school.public_id, "region": region.slug})
    made = {each.region: each for each in Channel.objects.all()}
    assert {region.name: each.label for region, each in made.items()} == {
        cast.region.name: f"Lyceum Het Baken, {cast.region.name}",
        "Heuveland": "Lyceum Het Baken, Heuveland",
    }
    assert len({each.code for each in made.values()}) == 2
    for region, each in made.items():
        found = reading_pdf.read(document(client, "intake:employer_pdf", each))
        assert squeezed(f"regio {region.name}") in found.text


def test_organisations_of_another_region_are_neither_shown_nor_made(cast: Cast, client_of: ClientOf) -> None:
    other = make.make_region("Heuveland")
    cast.programme.regions.add(other)
    theirs = make.make_organisation("Heuvelcollege")
    make.make_participation(cast.programme, organisation=theirs, region=other)
    made = actions.make_employer_channel(cast.programme, other, theirs, by=None)
    client = client_of("coordinator")
    assert "Heuvel" not in client.get(url_of(cast)).content.decode()
    assert client.post(url_of(cast), {"organisation": theirs.public_id}).status_code == 422
    for name in ("intake:employer_pdf", "programmes:poster"):
        assert client.get(reverse(name, args=[cast.programme.slug, made.code])).status_code == 404


def test_the_funnel_counts_who_came_by_the_papers_of_an_organisation(
    cast: Cast, client_of: ClientOf, channel: Channel
) -> None:
    came = make.make_participation(cast.programme, organisation=channel.organisation, state="signed_up")
    Participation.objects.filter(pk=came.pk).update(channel=channel.code)
    funnel = dict(funnel_of(cast.programme, [cast.region.pk]).by_channel)
    assert funnel["Lyceum Het Baken"].of(Step.SIGNED_UP) == 1
    assert "1 aanmelding via deze link" in client_of("coordinator").get(url_of(cast)).content.decode()


# --- Who got it -----------------------------------------------------------------------------------


def test_what_was_given_by_hand_is_written_down_and_mails_nothing(cast: Cast, client_of: ClientOf) -> None:
    client, listed = client_of("coordinator"), reverse("intake:employers", args=[cast.programme.slug])
    assert send(client, cast, how="handed", email="").status_code == 302
    letter = EmployerLetter.objects.get()
    assert (letter.contact_name, letter.contact_email, letter.acknowledged_at) == ("Hanneke Smit", "", None)
    assert letter.text_hash
    assert not OutboxMail.objects.filter(template="employer_letter").exists()
    page = client.get(listed).content.decode()
    assert "zelf gegeven" in page
    read = reverse("intake:letter_read", args=[cast.programme.slug, letter.public_id])
    assert read in page
    for _ in range(2):
        assert client.post(read).headers["Location"] == listed
    letter.refresh_from_db()
    first = letter.acknowledged_at
    assert first is not None
    assert read not in client.get(listed).content.decode()
    verbs = [*History.objects.filter(subject_id=letter.public_id).order_by("pk").values_list("verb", flat=True)]
    assert verbs == ["hand_employer_letter", "note_employer_letter_read"]


def test_given_and_read_at_once_and_what_is_not_possible(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    assert send(client, cast, how="mail", email="").status_code == 422
    assert send(client, cast, how="mail", is_read="on").status_code == 422
    assert send(client, cast, how="duif").status_code == 422
    assert not EmployerLetter.objects.exists()
    assert send(client, cast, how="handed", email="", is_read="on").status_code == 302
    assert EmployerLetter.objects.get().acknowledged_at is not None


def test_a_letter_of_another_region_is_not_theirs_to_mark(cast: Cast, client_of: ClientOf) -> None:
    other = make.make_region("Heuveland")
    cast.programme.regions.add(other)
    letter = make.make_employer_letter(cast.programme, other)
    url = reverse("intake:letter_read", args=[cast.programme.slug, letter.public_id])
    assert client_of("coordinator").post(url).status_code == 404
    letter.refresh_from_db()
    assert letter.acknowledged_at is None
