"""Making a programme from a template or from last year's, changing it, archiving it (REC-08)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.mail.models import EditableText, TextVersion
from jobtwinning.programmes import actions, starts
from jobtwinning.programmes.models import Programme, RoleGrant
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.site.texts import introduction
from tests import make
from tests.make import NOW

ClientOf = Callable[[str], Client]
NEW = "programmes:programme_new"
MONDAY = date(2027, 9, 6)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def whole_region(cast: Cast) -> Client:
    """The coordinator of the whole region, who may make programmes in it."""
    account = make.make_account("heleregio@voorbeeld.example")
    make.make_grant(account, RoleGrant.Role.COORDINATOR, region=cast.region)
    client = Client()
    sign_in(client, account)
    return client


def filled(page: Any, **changes: Any) -> dict[str, Any]:
    """What the form proposes, with changes, as a browser sends it."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in (values | changes).items() if value not in (None, "", [], (), False)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in sent.items()}


# --- What a programme starts from -----------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(starts.templates()))
def test_template_gives_dates_in_order_from_any_monday(code: str) -> None:
    for week in range(60):
        start = starts.from_template(code, MONDAY + week * (date(2027, 1, 8) - date(2027, 1, 1)))
        days = [day for day in (start.sign_up_until, start.matched_by, start.starts_on, start.ends_on) if day]
        assert days == sorted(days)
        assert start.ends_on.weekday() == 4
        assert str(start.starts_on.year) in start.name_nl


def test_template_autumn_is_thirteen_weeks_with_the_norms_of_the_evaluation() -> None:
    start = starts.from_template("autumn", MONDAY)
    assert (start.ends_on, start.sign_up_until, start.matched_by) == (
        date(2027, 12, 3),
        date(2027, 8, 13),
        date(2027, 8, 27),
    )
    assert start.rules == ProgrammeRules()


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 9, 15), date(2027, 9, 6)),
        (date(2026, 9, 1), date(2026, 9, 7)),
        (date(2026, 9, 7), date(2027, 9, 6)),  # today is too late to sign up
    ],
)
def test_template_proposes_the_next_monday_that_is_usual(today: date, first: date) -> None:
    assert starts.next_first_day("autumn", today) == first


def test_copy_moves_every_date_by_fifty_two_weeks_and_keeps_the_numbers(cast: Cast) -> None:
    programme = cast.programme
    programme.rules_json = ProgrammeRules(hours_minimum=30, education_types=("mbo",)).to_json()
    start = starts.from_programme(programme)
    assert (start.starts_on, start.ends_on) == (date(2027, 9, 6), date(2027, 12, 3))
    assert (start.sign_up_until, start.matched_by) == (date(2027, 9, 30), date(2027, 10, 8))
    assert (start.name_nl, start.name_en) == ("Najaar 2027", "Autumn 2027")
    assert (start.rules.hours_minimum, start.rules.education_types) == (30, ("mbo",))
    later = starts.moved(start, date(2027, 9, 13))
    assert (later.ends_on, later.matched_by) == (date(2027, 12, 10), date(2027, 10, 15))


# --- The pages ------------------------------------------------------------------------------------


def test_coordinator_makes_a_programme_in_three_steps(whole_region: Client, cast: Cast) -> None:
    """Choose, look through, say yes; before the yes nothing is made."""
    chooser = whole_region.get(reverse(NEW))
    assert "Najaar van drie maanden" in chooser.content.decode()
    page = whole_region.get(reverse(NEW), {"start": "autumn", "first_day": "2027-09-06"})
    values = filled(page, slug="maasmond-2027", education_types=["vo"], places_per_side=20)
    assert values["regions"] == [cast.region.public_id]
    summary = whole_region.post(reverse(NEW), values)
    text = summary.content.decode()
    assert "maandag 6 september 2027" in text
    assert "Voortgezet onderwijs" in text
    assert not Programme.objects.filter(slug="maasmond-2027").exists()
    again = whole_region.post(reverse(NEW), {**values, "back": "1"})
    assert again.context["form"]["slug"].value() == "maasmond-2027"
    assert whole_region.post(reverse(NEW), {**values, "confirm": "1"}).status_code == 302
    made = Programme.objects.get(slug="maasmond-2027")
    assert (made.state, made.starts_on, made.ends_on) == ("draft", MONDAY, date(2027, 12, 3))
    assert (made.rules.education_types, made.rules.modes, made.places_per_side) == (("vo",), ("blind",), 20)
    assert list(made.regions.all()) == [cast.region]


def test_summary_sends_along_everything_that_was_filled_in(whole_region: Client) -> None:
    values = filled(whole_region.get(reverse(NEW), {"start": "half_year"}), slug="half", name_nl='Ronde "<b>" 2027')
    text = whole_region.post(reverse(NEW), values).content.decode()
    assert 'value="Ronde &quot;&lt;b&gt;&quot; 2027"' in text
    assert text.count('type="hidden"') >= len(values)


def test_half_year_asks_fewer_hours_a_month(whole_region: Client) -> None:
    values = filled(whole_region.get(reverse(NEW), {"start": "half_year"}), slug="half", confirm="1")
    whole_region.post(reverse(NEW), values)
    rules = Programme.objects.get(slug="half").rules
    assert (rules.hours_minimum, rules.duration_months) == (20, 6)
    assert (rules.hours_per_month_minimum, rules.hours_per_month_maximum) == (4, 5)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2027-09-06"}, "ends_on"),
        ({"matched_by": "2028-09-06"}, "matched_by"),
        ({"meetings_minimum": "9"}, "meetings_maximum"),
        ({"duration_months": "7"}, "duration_months_maximum"),
        ({"rolling_start": "on"}, "sign_up_until"),
        ({"slug": "maasmond-najaar-2026"}, "slug"),
        ({"modes": ["teleport"]}, "modes"),
        ({"starts_on": "31-31-2027"}, "starts_on"),
        ({"hours_minimum": "-1"}, "hours_minimum"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    whole_region: Client, changes: dict[str, Any], field: str
) -> None:
    page = whole_region.get(reverse(NEW), {"start": "autumn", "first_day": "2027-09-06"})
    refused = whole_region.post(reverse(NEW), filled(page, **{"name_en": "My own name", **changes}))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert 'value="My own name"' in refused.content.decode()


def test_coordinator_may_not_take_another_region_or_another_regions_programme(whole_region: Client, cast: Cast) -> None:
    elsewhere = make.make_programme(make.make_region("Heuvelland"))
    values = filled(whole_region.get(reverse(NEW), {"start": "autumn"}), slug="van-mij", confirm="1")
    for stolen in ({"regions": [elsewhere.regions.get().public_id]}, {"copied_from": elsewhere.public_id}):
        assert whole_region.post(reverse(NEW), {**values, **stolen}).status_code == 422
    assert elsewhere.public_id not in whole_region.get(reverse(NEW)).content.decode()
    assert not Programme.objects.filter(slug="van-mij").exists()


def test_copy_of_last_year_brings_texts_and_numbers_and_nobody(whole_region: Client, cast: Cast) -> None:
    words = {"opening_nl": "Ons eigen begin.", "opening_en": "Our own start."}
    text = EditableText.objects.create(
        code="programme_page", programme_id=cast.programme.pk, changed_at=NOW, opening_nl="concept"
    )
    TextVersion.objects.create(text=text, number=1, published_at=NOW, **words)
    Programme.objects.filter(pk=cast.programme.pk).update(rules_json=ProgrammeRules(trial_months=2).to_json())
    page = whole_region.get(reverse(NEW), {"start": cast.programme.public_id})
    whole_region.post(reverse(NEW), {**filled(page, slug="volgend-jaar"), "confirm": "1"})
    made = Programme.objects.get(slug="volgend-jaar")
    assert (made.starts_on, made.rules.trial_months) == (date(2027, 9, 6), 2)
    assert introduction(made, "nl") == ["Ons eigen begin."]
    assert not made.participations.exists()


# --- Changing -------------------------------------------------------------------------------------


def settings_page(client: Client, cast: Cast) -> Any:
    return client.get(reverse("programmes:settings", args=[cast.programme.slug]))


def save(client: Client, cast: Cast, **changes: Any) -> Any:
    sent = filled(settings_page(client, cast), **changes)
    return client.post(reverse("programmes:settings", args=[cast.programme.slug]), sent)


def test_settings_change_what_may_change_and_keep_what_people_agreed_to(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    assert "er hebben zich al mensen op aangemeld" in settings_page(client, cast).content.decode()
    answer = save(client, cast, name_nl="Najaar, tweede kans", ends_on="2026-12-11", hours_minimum="99")
    assert answer.status_code == 302
    cast.programme.refresh_from_db()
    assert (cast.programme.name_nl, cast.programme.ends_on) == ("Najaar, tweede kans", date(2026, 12, 11))
    assert cast.programme.rules.hours_minimum == 20
    assert cast.programme.version == 2


def test_settings_change_the_answer_term_and_four_eyes(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), reverse("programmes:settings", args=[cast.programme.slug])
    days = {"first_reminder_days": 2, "second_reminder_days": 4, "answer_lapse_days": 8, "talk_pause_days": 7}
    assert client.post(url, filled(client.get(url), four_eyes="on", **days)).status_code == 302
    cast.programme.refresh_from_db()
    rules = cast.programme.rules
    assert (rules.answer_reminder_days, rules.answer_lapse_days, rules.four_eyes) == ((2, 4), 8, True)
    assert rules.talk_pause_days == 7
    wrong = client.post(url, filled(client.get(url), second_reminder_days=2))
    assert wrong.status_code == 422
    assert "Dit is niet later dan de eerste herinnering." in wrong.content.decode()
    late = client.post(url, filled(client.get(url), answer_lapse_days=4))
    assert "Dit is niet later dan de tweede herinnering." in late.content.decode()


def test_settings_of_a_running_programme_keep_the_first_day(cast: Cast, client_of: ClientOf) -> None:
    Programme.objects.update(state=Programme.State.RUNNING)
    assert save(client_of("coordinator"), cast, starts_on="2026-09-21", modes=["open"]).status_code == 302
    cast.programme.refresh_from_db()
    assert (cast.programme.starts_on, cast.programme.rules.modes) == (date(2026, 9, 7), ("blind",))


def test_settings_without_people_may_change_everything(cast: Cast, client_of: ClientOf) -> None:
    cast.programme.participations.update(state="withdrawn")
    assert save(client_of("coordinator"), cast, hours_minimum="25", starts_on="2026-09-14").status_code == 302
    cast.programme.refresh_from_db()
    assert (cast.programme.rules.hours_minimum, cast.programme.starts_on) == (25, date(2026, 9, 14))


def test_settings_refuse_fewer_places_than_people(cast: Cast, client_of: ClientOf) -> None:
    make.make_participation(cast.programme)
    refused = save(client_of("coordinator"), cast, places_per_side="1")
    assert refused.status_code == 422
    assert "2 mensen van één kant" in refused.context["form"].errors["places_per_side"][0]


def test_settings_changed_by_somebody_else_meanwhile_are_not_overwritten(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    stale = filled(settings_page(client, cast), name_nl="Van mij")
    assert save(client, cast, name_nl="Van haar").status_code == 302
    refused = client.post(reverse("programmes:settings", args=[cast.programme.slug]), stale)
    assert refused.status_code == 422
    assert Programme.objects.get(pk=cast.programme.pk).name_nl == "Van haar"


def test_coordinator_of_one_region_of_two_may_not_change_the_programme(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    assert settings_page(client, cast).status_code == 200  # the control
    cast.programme.regions.add(make.make_region("Duinstreek"))
    assert settings_page(client, cast).status_code == 404
    assert (
        reverse("programmes:settings", args=[cast.programme.slug]) not in client.get("/coordinator/").content.decode()
    )


# --- Rolling start and archive --------------------------------------------------------------------


@pytest.mark.parametrize(("state", "takes"), [("draft", False), ("open", True), ("matching", True), ("running", True)])
def test_rolling_programme_takes_people_until_its_last_day(cast: Cast, client: Client, state: str, takes: bool) -> None:
    """REC-08: later starters are welcome."""
    Programme.objects.update(state=state, sign_up_until=None, rules_json=ProgrammeRules(rolling_start=True).to_json())
    programme = Programme.objects.get(pk=cast.programme.pk)
    assert programme.takes_people_on(NOW.date()) == takes
    assert not programme.takes_people_on(date(2026, 12, 5))
    if takes:
        assert "?kant=docent" in client.get(reverse("site:programme", args=[programme.slug])).content.decode()
        assert client.get(reverse("intake:sign_up", args=[programme.slug]) + "?kant=docent").context["state"] == "open"
        assert programme.slug in client.get("/").content.decode()


def test_archived_programme_is_out_of_the_lists_read_only_and_reported(cast: Cast, client_of: ClientOf) -> None:
    client, slug = client_of("coordinator"), cast.programme.slug
    Programme.objects.update(state=Programme.State.FINISHED)
    refused = client.post(reverse("programmes:change_state", args=[slug]), {"state": "archived"}, follow=True)
    assert "Er lopen nog koppels of voorstellen." in refused.content.decode()
    cast.pair.seats.update(active=False)
    client.post(reverse("programmes:change_state", args=[slug]), {"state": "archived"})
    page = client.get(reverse("programmes:overview"))
    assert page.context["rows"] == []
    assert [row.programme.slug for row in page.context["archived"]] == [slug]
    assert slug not in Client().get(reverse("site:sitemap")).content.decode()
    assert client.get(reverse("reports:report", args=[slug])).status_code == 200
    assert client.get(reverse("moving:lists", args=[slug])).status_code == 404
    assert client.get(reverse("programmes:texts", args=[slug])).status_code == 404
    programme = Programme.objects.get(slug=slug)
    with pytest.raises(DomainError, match="gearchiveerd"):
        actions.make_channel(programme, cast.region, kind="link", label="x", by=None)
    client.post(reverse("programmes:change_state", args=[slug]), {"state": "finished"})
    assert [row.programme.slug for row in client.get(reverse("programmes:overview")).context["rows"]] == [slug]


def test_archived_programme_refuses_a_change(cast: Cast) -> None:
    cast.programme.state = Programme.State.ARCHIVED
    with pytest.raises(DomainError, match="gearchiveerd"):
        actions.update_programme(cast.programme, changes_of(cast.programme), version=1, by=None)


def changes_of(programme: Programme) -> actions.Changes:
    names = ("name_nl", "name_en", "starts_on", "ends_on", "sign_up_until", "matched_by", "places_per_side", "rules")
    return actions.Changes(**{name: getattr(programme, name) for name in names})
