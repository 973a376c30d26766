"""The funnel: counted right per channel, organisation and side, in the own regions only (REC-02)."""

import csv
import io
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.intake.funnel import Step, funnel_of
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Channel, Interest, Participation, Programme, Side
from tests import make
from tests.make import NOW

ClientOf = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def came(programme: Programme, channel: str, side: str, state: str = "signed_up", **other: Any) -> Participation:
    made = make.make_participation(programme, side=side, state=state, **other)
    Participation.objects.filter(pk=made.pk).update(channel=channel)
    return made


def lines(client: Client, cast: Cast) -> dict[tuple[str, str, str], list[str]]:
    """The file, by group, name and step."""
    answer = client.get(reverse("intake:recruitment_csv", args=[cast.programme.slug]))
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    return {(row[0], row[1], row[2]): row[3:] for row in list(rows)[1:]}


def test_funnel_counts_each_step_per_channel_organisation_and_side(cast: Cast, client_of: ClientOf) -> None:
    poster = make.make_channel(cast.programme, label="Prikbord")
    lyceum = make.make_organisation("Lyceum Zeezicht")
    came(cast.programme, poster.code, Side.TEACHER, organisation=lyceum)
    came(cast.programme, poster.code, Side.TEACHER, "intake_complete", organisation=lyceum)
    came(cast.programme, poster.code, Side.NON_TEACHER, "withdrawn")
    came(cast.programme, "import", Side.NON_TEACHER)
    waiting = make.make_interest(cast.region, confirmed=True)
    waiting.channel = poster.code
    waiting.save()
    make.make_interest(cast.region)  # never confirmed
    found = lines(client_of("coordinator"), cast)
    assert found["whole", "", "interest"] == ["3", "2", "1", "6"]  # with the pair of the cast
    assert found["whole", "", "signed_up"] == ["3", "2", "0", "5"]
    assert found["whole", "", "intake"] == ["2", "1", "0", "3"]
    assert found["channel", "Prikbord", "interest"] == ["2", "0", "1", "3"]
    assert found["channel", "Prikbord", "intake"] == ["1", "0", "0", "1"]
    assert found["channel", "ingelezen bestand", "signed_up"] == ["0", "1", "0", "1"]
    assert found["organisation", "Lyceum Zeezicht", "signed_up"] == ["2", "0", "0", "2"]
    page = client_of("coordinator").get(reverse("intake:recruitment", args=[cast.programme.slug])).content.decode()
    assert "Prikbord" in page
    assert reverse("programmes:poster", args=[cast.programme.slug, poster.code]) in page
    assert f"/p/{poster.code}/" in page


def test_funnel_agrees_with_a_slow_count_on_random_programmes(cast: Cast) -> None:
    chance = Random(5)
    region_ids = [cast.region.pk]
    for _round in range(10):
        channel = chance.choice(["a", "b", "", "import"])
        side = chance.choice(Side.values)
        came(cast.programme, channel, side, chance.choice(Participation.State.values))
        funnel = funnel_of(cast.programme, region_ids)
        rows = [row for row in Participation.objects.filter(programme=cast.programme) if row.state != "withdrawn"]
        for name, counts in funnel.by_channel:
            for each in Side.values:
                here = [row for row in rows if row.channel == name and row.side == each]
                assert counts.of(Step.SIGNED_UP, each) == len(here)
                assert counts.of(Step.INTAKE, each) == sum(row.intake_completed_at is not None for row in here)
        assert funnel.whole.of(Step.SIGNED_UP) == len(rows)


def test_funnel_of_two_regions_side_by_side_shows_each_only_its_own(cast: Cast, client_of: ClientOf) -> None:
    other = make.make_region("Duinstreek")
    cast.programme.regions.add(other)
    theirs = actions.make_channel(cast.programme, other, kind="link", label="Duinbode", by=None, at=NOW)
    came(cast.programme, theirs.code, Side.TEACHER, region=other, organisation=make.make_organisation("Duincollege"))
    make.make_interest(other, confirmed=True)
    client = client_of("coordinator")
    text = client.get(reverse("intake:recruitment", args=[cast.programme.slug])).content.decode()
    assert "Duin" not in text
    assert theirs.code not in text
    assert lines(client, cast)["whole", "", "interest"] == ["1", "1", "0", "2"]
    assert client.get(reverse("programmes:poster", args=[cast.programme.slug, theirs.code])).status_code == 404


def test_interest_by_channels_of_other_rounds_is_one_line_without_their_codes(cast: Cast, client_of: ClientOf) -> None:
    other = make.make_programme(cast.region, slug="later")
    codes = [make.make_channel(other, label=label).code for label in ("Krant", "Buurthuis")]
    for code in codes:
        interest = make.make_interest(cast.region, confirmed=True)
        Interest.objects.filter(pk=interest.pk).update(channel=code)
    found = lines(client_of("coordinator"), cast)
    assert found["channel", "kanaal van een andere ronde", "interest"][-1] == "2"
    assert not {name for _group, name, _step in found} & {*codes, "Krant", "Buurthuis"}


def test_channel_that_brought_nobody_is_shown_with_noughts(cast: Cast, client_of: ClientOf) -> None:
    make.make_channel(cast.programme, label="Leeg bord")
    assert lines(client_of("coordinator"), cast)["channel", "Leeg bord", "interest"] == ["0", "0", "0", "0"]


def test_csv_cell_of_a_channel_is_never_a_formula(cast: Cast, client_of: ClientOf) -> None:
    make.make_channel(cast.programme, label="=HYPERLINK(1)")
    assert ("channel", "'=HYPERLINK(1)", "interest") in lines(client_of("coordinator"), cast)


# --- Channels -------------------------------------------------------------------------------------


def make_channel(client: Client, cast: Cast, **changes: str) -> Any:
    page = client.get(reverse("programmes:channel_new", args=[cast.programme.slug]))
    key = page.context["form"]["form_key"].value()
    values = {"kind": "poster", "label": "Lerarenkamer", "form_key": key} | changes
    return client.post(reverse("programmes:channel_new", args=[cast.programme.slug]), values)


def test_channel_gets_a_code_of_its_own_and_the_same_twice_is_one(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    for _ in range(2):
        assert make_channel(client, cast, organisation="Het Baken", is_school="on").status_code == 302
    channel = Channel.objects.get()
    assert (channel.region, channel.kind, len(channel.code)) == (cast.region, "poster", 6)
    assert channel.organisation is not None
    assert (channel.organisation.name, channel.organisation.kind) == ("Het Baken", "school")


def test_short_link_leads_to_the_programme_by_its_channel_and_stores_nothing(cast: Cast, client: Client) -> None:
    Programme.objects.update(sign_up_until=None)
    channel = make.make_channel(cast.programme)
    answer = client.get(f"/p/{channel.code.upper()}/")
    assert answer.headers["Location"] == f"/programma/{cast.programme.slug}/?via={channel.code}"
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"?kant=docent&amp;via={channel.code}" in page
    assert 'rel="canonical"' in page
    assert "via=" not in page.split('rel="canonical"')[1].split(">")[0]
    Programme.objects.update(state=Programme.State.DRAFT)
    assert client.get(f"/p/{channel.code}/").status_code == 404


def test_organisation_of_a_channel_is_filled_in_for_the_side_it_fits(cast: Cast, client: Client) -> None:
    Programme.objects.update(sign_up_until=None)
    school = make.make_organisation("Het Baken")
    channel = make.make_channel(cast.programme, organisation=school)
    url = reverse("intake:sign_up", args=[cast.programme.slug])
    for door, organisation in (("docent", "Het Baken"), ("werk", None)):
        form = client.get(f"{url}?kant={door}&via={channel.code}").context["form"]
        assert (form["channel"].value(), form["organisation"].value()) == (channel.code, organisation)


@pytest.mark.parametrize("code", ["a%00b", "%3Cscript%3E", "'", "x" * 200])
def test_a_strange_channel_breaks_nothing(cast: Cast, client: Client, code: str) -> None:
    assert client.get(f"/p/{code}/").status_code == 404
    for name in ("site:programme", "intake:sign_up"):
        page = client.get(f"{reverse(name, args=[cast.programme.slug])}?kant=docent&via={code}")
        assert page.status_code == 200
        assert "<script>" not in page.content.decode().split("</head>")[1].split("<main")[1]
