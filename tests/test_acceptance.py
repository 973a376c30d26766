"""What docs/requirements.md calls built, through the pages, as the person named there. Each clause is an assertion."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.core import clock
from jobtwinning.intake.models import EmployerLetter
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.models import ConfidentialityDecision, Scenario
from jobtwinning.matching.tests.world import make_professional, make_teacher
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Consent, Person, Region
from jobtwinning.programmes.models import Event, Participation, Programme, RoleGrant
from jobtwinning.reports.tests import cohorts
from jobtwinning.surveys.models import Answer, Response
from jobtwinning.twinning.tasks import ask_about_click
from tests import make, reading_pdf

ClientOf = Callable[[str], Client]
WORDS = re.compile(r"<style.*?</style>|<svg.*?</svg>|<[^>]*>", re.DOTALL)


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


def text_of(client: Client, name: str, *arguments: str, query: str = "") -> str:
    """A page as one reads it, in one line."""
    response = client.get(reverse(name, args=arguments) + query)
    assert response.status_code == 200, f"{name}: {response.status_code}"
    return " ".join(WORDS.sub(" ", response.content.decode()).split())


def send(client: Client, page: str, *arguments: str, **fields: object) -> str:
    """A form; the page after it as one reads it."""
    response = client.post(reverse(page, args=arguments), fields, follow=True)
    assert response.status_code == 200, f"{page}: {response.status_code}"
    return " ".join(WORDS.sub(" ", response.content.decode()).split())


def client_for(person: Person) -> Client:
    """This participant, signed in."""
    person = Person.objects.select_related("account").get(pk=person.pk)
    if person.account is None:
        person.account = make.make_account(person.email)
        person.save()
    client = Client()
    sign_in(client, person.account)
    return client


def place(cast: Cast) -> tuple[str, str]:
    return cast.programme.slug, cast.region.slug


def propose_and_send(cast: Cast, client: Client) -> list[Pair]:
    """As the coordinator: a proposal, looked at, sent."""
    known = set(Pair.objects.values_list("pk", flat=True))
    text = send(client, "matching:propose", *place(cast))
    scenario = Scenario.objects.latest("pk")
    for pair in scenario.pairs:
        assert {"subject": "vakmatch", "motivation": "motivatie", "surprise": "verrassing"}[pair["kind"]] in text
    send(client, "matching:commit", *place(cast), scenario.public_id)
    made = Pair.objects.exclude(pk__in=known).order_by("pk")
    made.update(proposed_at=clock.now())  # the moment has come
    return list(made)


# --- Recruiting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said", "story"),
    [("", "Ik ben docent", "We keken bij elkaar"), ("/en", "I am a teacher", "We visited each other")],
)
def test_a_visitor_reads_and_starts(cast: Cast, client: Client, language: str, said: str, story: str) -> None:
    """REC-01: a visitor without account reads in Dutch and English what it is, for whom, the time, the phases, the
    stories, whom to ask in which region, and can start signing up."""
    make.make_story(cast.pair, approved=True)
    words = {
        "": ("koppelt een docent", "Voor docenten", "Kennismaking", "20 uur", "± 8 uur", "Regio Maasmond"),
        "/en": ("a teacher", "For teachers", "Getting acquainted", "20 hours", "± 8 hours", "Maasmond"),
    }
    text = client.get(f"{language}/").content.decode()
    for word in ("Job Twinning", "saskia@voorbeeld.example", story, *words[language]):
        assert word in text, word
    (door,) = set(re.findall(rf'href="({language}/[^"]*{cast.programme.slug}/)"', text))
    programme = client.get(door).content.decode()
    assert said in programme
    assert story in programme
    sign_up = re.search(rf'href="({language}/[^"]*{cast.programme.slug}/[^"]+\?[^"]*)"', programme)
    assert sign_up
    assert client.get(sign_up[1].replace("&amp;", "&")).status_code == 200


def test_somebody_signs_up_and_is_counted_by_channel(cast: Cast, client: Client, client_of: ClientOf) -> None:
    """REC-02: region, side and channel are kept, a mail leads to the intake, the coordinator counts per channel."""
    coordinator = client_of("coordinator")
    send(coordinator, "programmes:channel_new", cast.programme.slug, kind="poster", label="Prikbord")
    poster = re.search(r"/p/(\w+)/", coordinator.get(f"/coordinator/{cast.programme.slug}/werving/").content.decode())
    assert poster
    values = {"given_name": "Imke", "surname": "Vos", "email": "imke@thuis.example", "organisation": "Brugwater"}
    programme = client.get(poster[0], follow=True).content.decode()
    door = re.search(r'href="([^"]*kant=docent[^"]*)"', programme)
    assert door
    address = door[1].replace("&amp;", "&")
    form = client.get(address).context["form"]
    hidden = {name: form[name].value() for name in ("form_key", "channel")}
    assert client.post(address, {**values, **hidden, "function": "docent Duits"}).status_code == 302
    imke = Participation.objects.get(person__email="imke@thuis.example")
    assert (imke.region, imke.side, imke.channel) == (cast.region, "teacher", poster[1])
    mail = OutboxMail.objects.get(address="imke@thuis.example", template="sign_up")
    assert reverse("intake:arrive", args=[cast.programme.slug]) in mail.body_text
    text = text_of(coordinator, "intake:recruitment", cast.programme.slug)
    assert "Prikbord 1 ( 1 en 0 ) 1 ( 1 en 0 ) 0 ( 0 en 0 )" in text.replace("(", "( ").replace(")", " )")


def test_hr_signs_up_somebody_who_says_yes_and_is_counted(cast: Cast, client: Client, client_of: ClientOf) -> None:
    """REC-02: Somebody is signed up by HR or a school leader; region, side and channel are kept, a mail leads to the
    intake, and the coordinator sees how many came through which channel."""
    url = reverse("intake:colleagues", args=[cast.programme.slug])
    form = client.get(url).context["form"]
    own = {"own_name": "Henk Postma", "email": "hr@school.example", "organisation": "Brugwater", "works_at": "teacher"}
    row = {"name_1": "Kim Bakker", "email_1": "kim@school.example", "form_key": form["form_key"].value()}
    assert client.post(url, {**own, **row}).status_code == 302
    client.post(tilde_link(OutboxMail.objects.get(template="colleagues_confirm")), {"confirm": "1"})
    named = tilde_link(OutboxMail.objects.get(template="colleague_named", address="kim@school.example"))
    form = client.get(named).context["form"]
    filled = {name: form[name].value() or "" for name in form.fields} | {"function": "docent Duits"}
    assert client.post(named, filled).status_code == 302
    kim = Participation.objects.get(person__email="kim@school.example")
    assert (kim.region, kim.side, kim.channel) == (cast.region, "teacher", "colleagues")
    mail = OutboxMail.objects.get(address="kim@school.example", template="sign_up")
    assert reverse("intake:arrive", args=[cast.programme.slug]) in mail.body_text
    text = text_of(client_of("coordinator"), "intake:recruitment", cast.programme.slug)
    assert "genoemd door HR of schoolleiding 1 (1 en 0)" in text


def tilde_link(mail: OutboxMail) -> str:
    """The signed link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+~\S+)", mail.body_text)
    assert found
    return found[1]


def test_the_intake_is_saved_left_and_taken_up_again_by_a_late_starter(cast: Cast, client_of: ClientOf) -> None:
    """REC-05: filled in, saved, resumed, also when the programme runs already; the coordinator sees how complete."""
    Programme.objects.update(state=Programme.State.RUNNING)
    late = make.make_participation(cast.programme, person=make.make_person("Wil"), state="signed_up")
    client, page = client_for(late.person), ("intake:step", late.public_id, "wat-je-wilt-leren")
    coordinator = client_of("coordinator")
    before = text_of(coordinator, "intake:participants", cast.programme.slug, query="?text=Wil")
    form = client.get(reverse(page[0], args=page[1:])).context["form"]
    hidden = {name: form[name].value() for name in ("form_key", "version")}
    send(client, *page, **hidden, I4="Zien hoe het elders gaat", I6=["Y01"], later="1")
    again = client_for(Person.objects.get(pk=late.person_id))
    assert "Zien hoe het elders gaat" in text_of(again, *page)
    after = text_of(coordinator, "intake:participants", cast.programme.slug, query="?text=Wil")
    assert int(counted(after)) == int(counted(before)) + 2
    assert "Je intake is nog niet af." in text_of(again, "twinning:home")


def counted(text: str) -> str:
    found = re.search(r"(\d+) van \d+ vragen", text)
    assert found
    return found[1]


def link_in(mail: OutboxMail) -> Client:
    """A browser of nobody that followed the link in this mail."""
    found = re.search(r"https?://[^/]+(/\S*link/\S+)", mail.body_text)
    assert found
    reader = Client()
    reader.get(found[1])
    return reader


def test_nobody_is_ready_before_enthusiasm_and_permission(cast: Cast, client_of: ClientOf) -> None:
    """REC-03: nobody is ready before their own enthusiasm and the manager's permission are confirmed and dated."""
    imke = make.make_participation(cast.programme, person=make.make_person("Imke", "Vos"), state="signed_up")
    participant, coordinator = client_for(imke.person), client_of("coordinator")

    def phase() -> str:
        text = text_of(coordinator, "intake:participant", cast.programme.slug, imke.public_id)
        return text.partition("Fase ")[2].partition(" Kant")[0]

    send(participant, "intake:check", imke.public_id)
    assert phase() == "Intake compleet"
    send(participant, "intake:motivation", imke.public_id, motivation="1")
    assert phase() == "Intake compleet"
    who = {"name": "Henk Postma", "email": "henk@school.example"}
    assert "Zo ziet je leidinggevende dit" in send(participant, "intake:permission", imke.public_id, **who)
    send(participant, "intake:permission", imke.public_id, **who, send="1")
    assert phase() == "Intake compleet"
    workspace = text_of(coordinator, "matching:workspace", *place(cast))
    assert "1 mens wacht nog op toestemming of een bevestiging." in workspace
    manager = link_in(OutboxMail.objects.get(template="manager_link"))
    assert "Ik ben de leidinggevende van Imke en ga akkoord" in text_of(manager, "intake:manager")
    about = imke.permissions.get().public_id
    assert "Je hebt ja gezegd" in send(manager, "intake:manager", decision="yes", about=about)
    assert phase() == "Klaar voor matching"
    text = text_of(coordinator, "intake:participant", cast.programme.slug, imke.public_id)
    assert "bevestigd op 15 september 2026" in text
    assert "Besloten op 15 september 2026" in text


def test_employers_get_an_honest_page_and_it_is_known_who_read_it(cast: Cast, client_of: ClientOf) -> None:
    """REC-06: an honest page per organisation: hours, lessons, confidentiality, support; it is known who got it."""
    coordinator, (slug, _region) = client_of("coordinator"), place(cast)
    assert cast.teacher.employment is not None
    school = cast.teacher.employment.organisation
    values = {"organisation": school.public_id, "name": "Hanneke Smit", "email": "hanneke@school.example"}
    values["how"] = "mail"
    sent = send(coordinator, "intake:employers", slug, **values, language="nl")
    assert f"{school.name} Hanneke Smit hanneke@school.example 15 september 2026 nog niet" in sent
    reader = link_in(OutboxMail.objects.get(template="employer_letter"))
    text = text_of(reader, "intake:employer_letter")
    for said in (
        f"Wat Job Twinning van {school.name} vraagt",
        "20 tot 25 uur",
        "Reizen, berekend 3 tot 4 uur",
        "Ontvangen 6 tot 12 uur",
        "Spreek met de deelnemer een maximum aan uren af",
        "Lessen of overleggen kunnen vervallen",
        "Spreek vooraf af wat de partner wel en niet mag zien",
        "Een leidinggevende die ja zegt, ruimte in het rooster",
    ):
        assert said in text
    assert "Op 15 september 2026 liet je weten dat je dit weet" in send(reader, "intake:employer_letter")
    listed = text_of(coordinator, "intake:employers", slug)
    assert f"{school.name} Hanneke Smit hanneke@school.example 15 september 2026 15 september 2026" in listed
    public = text_of(Client(), "intake:employer", slug)
    assert school.name not in public
    assert "20 tot 25 uur" in public


def test_the_coordinator_hands_out_the_papers_of_an_organisation_and_logs_it(cast: Cast, client_of: ClientOf) -> None:
    """REC-06: a PDF per organisation states hours per month, lessons that may be cancelled, confidentiality and what
    support is needed; no wording promises zero lost lessons; the coordinator logs who received and acknowledged it."""
    coordinator, (slug, _region) = client_of("coordinator"), place(cast)
    assert cast.teacher.employment is not None
    school = cast.teacher.employment.organisation
    made = send(coordinator, "intake:papers", slug, organisation=school.public_id)
    assert f"De papieren voor {school.name} staan klaar." in made
    page = coordinator.get(reverse("intake:papers", args=[slug])).content.decode()
    address = re.search(r'href="(/coordinator/[^"]+werkgever\.pdf)"', page)
    assert address
    printed = reading_pdf.read(coordinator.get(address[1]).content)
    assert printed.title == f"Wat Job Twinning van {school.name} vraagt"
    for said in (
        "ongeveer 8 uur per maand",
        "Lessen of overleggen kunnen vervallen",
        "Spreek vooraf af wat de partner wel en niet mag zien",
        "Een leidinggevende die ja zegt, ruimte in het rooster",
    ):
        assert reading_pdf.squeezed(said) in printed.text
    for promise in ("geenles", "lesuitval", "vervaltniet", "zonderles"):
        assert promise not in printed.text.lower()
    given = {"organisation": school.public_id, "name": "Hanneke Smit", "how": "handed", "language": "nl"}
    listed = send(coordinator, "intake:employers", slug, **given)
    assert f"{school.name} Hanneke Smit zelf gegeven 15 september 2026 nog niet" in listed
    letter = EmployerLetter.objects.get()
    read = send(coordinator, "intake:letter_read", slug, letter.public_id)
    assert f"{school.name} Hanneke Smit zelf gegeven 15 september 2026 15 september 2026" in read


def test_regions_have_coordinators_who_see_their_own(cast: Cast, client_of: ClientOf) -> None:
    """REC-07: the admin makes a region with organiser and coordinator, who sees that region only; table 2.1 counts."""
    admin = client_of("admin")
    contact = {"contact_name": "Bo Kok", "contact_email": "bo@duin.example", "school_holidays": "north"}
    text = send(
        admin, "programmes:region_new", name="Duinstreek", slug="duinstreek", organiser="Bureau Duin", **contact
    )
    assert "Duinstreek Bureau Duin Bo Kok, bo@duin.example" in text
    region = Region.objects.get(slug="duinstreek")
    text = send(
        admin,
        "programmes:grant_new",
        email="bo@duin.example",
        role="coordinator",
        region=region.public_id,
        programme="",
    )
    assert "bo@duin.example" in text
    cast.programme.regions.add(region)
    theirs = make.make_participation(cast.programme, region=region, person=make.make_person("Duin", "Kijker"))
    coordinator = Client()
    sign_in(coordinator, RoleGrant.objects.get(region=region).account)
    text = text_of(coordinator, "intake:participants", cast.programme.slug)
    assert "Duin Kijker" in text
    assert "Verbrugge" not in text
    assert "Duin Kijker" not in text_of(client_of("coordinator"), "intake:participants", cast.programme.slug)
    assert theirs.employment is not None
    assert {theirs.employment.organisation.kind} == {"school"}
    assert cast.teacher.employment is not None
    assert cast.professional.employment is not None
    names = [cast.teacher.employment.organisation.name, cast.professional.employment.organisation.name]
    assert f"Maasmond {names[0]} {names[1]}" in text_of(client_of("researcher"), "reports:report", cast.programme.slug)


def test_pairs_of_one_programme_have_their_own_dates(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REC-08: a programme has its own numbers, pairs start at different moments, the plan follows the pair."""
    rules = {**cast.programme.rules_json, "duration_months": 4, "hours_minimum": 30}
    Programme.objects.update(rules_json=rules)
    starts = [datetime(2026, 9, 15, 10, tzinfo=UTC), datetime(2026, 10, 20, 10, tzinfo=UTC)]
    found = []
    for start in starts:
        make_teacher(cast.programme, "Hassan")
        make_professional(cast.programme, "Vera")
        (pair,) = propose_and_send(cast, client_of("coordinator"))
        monkeypatch.setattr(clock, "now", lambda start=start: start)
        for seat in pair.seats.select_related("person__account"):
            text = send(client_for(person_in(seat)), "pairs:answer", pair.public_id, answer="accept")
        assert "Jullie zeiden allebei ja" in text
        pair.refresh_from_db()
        found.append((pair.starts_on, pair.planned_end_on))
        assert "30 uur" in text_of(client_for(person_in(seat)), "twinning:pair", pair.public_id)
    assert found == [(date(2026, 9, 15), date(2027, 1, 15)), (date(2026, 10, 20), date(2027, 2, 20))]


# --- Matching -------------------------------------------------------------------------------------------


def test_nobody_sees_how_to_reach_the_other_before_both_said_yes(cast: Cast, client_of: ClientOf) -> None:
    """MAT-01: a profile of one's own, seen by whom one chooses; name, mail and phone only after a match."""
    teacher = make_teacher(cast.programme, "Hassan")
    other = make_professional(cast.programme, "Vera", I4="Omdat ik lesgeven mis", I13=2747891)
    Person.objects.filter(pk=other.person_id).update(phone="06 98765432")
    client, page = client_for(other.person), ("intake:profile", other.public_id)
    assert "Omdat ik lesgeven mis" not in text_of(client, *page)
    form = client.get(reverse(page[0], args=page[1:])).context["form"]
    choices = {name: form[name].value() for name in form.fields}
    text = send(client, *page, **{**choices, "reasons": "partner", "place": "coordinator"})
    assert "Omdat ik lesgeven mis" in text
    (pair,) = propose_and_send(cast, client_of("coordinator"))
    text = text_of(client_for(teacher.person), "pairs:answer", pair.public_id)
    assert "Vera" in text
    assert "netplanner" in text
    assert "Omdat ik lesgeven mis" in text
    assert "Rotterdam" not in text
    for secret in (other.person.email, other.person.surname, "06 98765432"):
        assert secret not in text
    for one in (teacher, other):
        send(client_for(one.person), "pairs:answer", pair.public_id, answer="accept")
    text = text_of(client_for(teacher.person), "pairs:answer", pair.public_id)
    assert other.person.email in text
    assert "06 98765432" in text


def test_confidential_work_is_flagged_before_a_proposal(cast: Cast, client_of: ClientOf) -> None:
    """MAT-11: who says that work is confidential is flagged in the list and on the page of the coordinator, who decides
    what is possible before a proposal leaves; the pair hears what to agree on and no more."""
    page = ("intake:step", cast.teacher.public_id, "meekijken")
    form = client_of("teacher").get(reverse(page[0], args=page[1:])).context["form"]
    hidden = {name: form[name].value() for name in ("form_key", "version")}
    client = client_of("coordinator")
    assert "vertrouwelijk werk" not in text_of(client, "intake:participants", cast.programme.slug)
    send(client_of("teacher"), *page, **hidden, I15="yes", I15b="yes", I15c="partly", I15d="Tekeningen van een proef")
    assert "let op: vertrouwelijk werk" in text_of(client, "intake:participants", cast.programme.slug)
    text = text_of(client, "intake:participant", cast.programme.slug, cast.teacher.public_id)
    assert "Bespreek dit voor je een voorstel doet" in text
    assert "Tekeningen van een proef" in text
    make_teacher(cast.programme, "Hassan")
    maker = make_professional(cast.programme, "Vera", I15b="yes", I15c="no", I15d="Een geheim ontwerp")
    send(client, "matching:propose", *place(cast))
    commit = ("matching:commit", *place(cast), Scenario.objects.latest("pk").public_id)
    assert "Besluit eerst wat kan." in send(client, *commit, form_key="too-early")
    assert not Pair.objects.filter(seats__participation=maker).exists()
    decision = {"outcome": "alternative_activities", "note": "Wel naar de werkplaats"}
    send(client, "matching:confidentiality", *place(cast), maker.public_id, **decision)
    stored = ConfidentialityDecision.objects.get()
    assert (stored.outcome, stored.note, stored.decided_by) == (*decision.values(), cast.accounts["coordinator"])
    send(client, *commit, form_key="decided")
    Pair.objects.filter(seats__participation=maker).update(proposed_at=clock.now())  # the moment has come
    pair = Pair.objects.get(seats__participation=maker)
    text = text_of(client_for(maker.person), "pairs:answer", pair.public_id)
    assert "Spreek vooraf af wat jullie samen doen." in text
    assert "geheim ontwerp" not in text
    assert "werkplaats" not in text


def test_a_proposal_says_which_wish_was_honoured_and_which_not(cast: Cast, client_of: ClientOf) -> None:
    """MAT-02: criteria are weighed, and the proposal says per criterion what fits and what fits less; the coordinator
    reads of every wish of both whether it was honoured, a wish about age included, which is not called so."""
    wishes = {"I10": "choose", "I9_subject": 3, "I9_function_type": 3, "I2b": True}
    teacher = make_teacher(cast.programme, "Hassan", **wishes)
    make_professional(cast.programme, "Vera", I2b=False)
    (pair,) = propose_and_send(cast, client_of("coordinator"))
    text = text_of(client_for(teacher.person), "pairs:answer", pair.public_id)
    fits, _heading, less = text.partition("Wat minder past")
    assert "natuurkunde (jij) en energie en energietransitie (Vera) horen bij elkaar" in fits
    assert "leiding" in less.partition("Praktisch")[0]
    older: dict[str, Any] = {"I9_subject": 2, "I9_age": 3, "I17": 30}
    make_teacher(cast.programme, "Bo", **{**wishes, **older})
    make_professional(cast.programme, "Lot", I2b=True, I17=61)
    send(client_of("coordinator"), "matching:propose", *place(cast))
    text = text_of(client_of("coordinator"), "matching:workspace", *place(cast))
    assert "Vak, graag hetzelfde: dat lukt deels." in text  # linked, not the same
    assert "Soort functie, graag hetzelfde: dat lukt." in text
    assert "Eigen wens, graag hetzelfde: dat lukt niet." in text
    assert "eeftijd" not in text


def test_the_coordinator_makes_pairs_and_the_rules_refuse_some(cast: Cast, client_of: ClientOf) -> None:
    """MAT-03: who has no partner, proposals with reasons, and the pairs are made.

    Refused: two of one side, colleagues, people who know each other, people of another region.
    """
    client, two = client_of("coordinator"), ("matching:two", *place(cast))
    teacher, other = make_teacher(cast.programme, "Hassan"), make_professional(cast.programme, "Vera")
    assert teacher.employment is not None
    colleague = make_professional(cast.programme, "Gijs", organisation=teacher.employment.organisation)
    elsewhere = make.make_region("Verweg")
    cast.programme.regions.add(elsewhere)
    far = make_professional(cast.programme, "Verre", region=elsewhere)
    send(client, "matching:propose", *place(cast))
    text = text_of(client, "matching:workspace", *place(cast))
    assert "Hassan Docent" in text
    assert "natuurkunde (Hassan) en energie en energietransitie (Vera) horen bij elkaar" in text
    assert "Gijs" in text
    assert "Verre" not in text
    query = f"?teacher={teacher.public_id}&non_teacher="
    assert "Ja, dit kan" in text_of(client, *two, query=query + other.public_id)
    assert "dezelfde organisatie" in text_of(client, *two, query=query + colleague.public_id)
    for wrong in (far, teacher):  # elsewhere; of the same side
        assert client.get(reverse(two[0], args=two[1:]) + query + wrong.public_id).status_code == 422
    decision = {"teacher": teacher.public_id, "non_teacher": other.public_id, "reason": "ze kennen elkaar"}
    send(client, "matching:decide", *place(cast), **decision, decision="forbid")
    assert "Je hebt zelf gezegd: niet samen." in text_of(client, *two, query=query + other.public_id)
    send(client, "matching:propose", *place(cast))
    assert Scenario.objects.latest("pk").pairs == []
    send(client, "matching:decide", *place(cast), **decision, decision="none")
    page = ("intake:step", teacher.public_id, "over-jou")
    form = client_for(teacher.person).get(reverse(page[0], args=page[1:])).context["form"]
    hidden = {name: form[name].value() for name in ("form_key", "version")}
    send(client_for(teacher.person), *page, **hidden, I18="yes", I18b="Vera Buiten")
    assert "kennen" in text_of(client, *two, query=query + other.public_id)
    hidden["form_key"] = ""
    hidden["version"] = ""
    send(client_for(teacher.person), *page, **hidden, I18="no")
    (pair,) = propose_and_send(cast, client)
    assert {seat.participation_id for seat in pair.seats.all()} == {teacher.pk, other.pk}


def test_three_kinds_of_match_are_proposed_and_named(cast: Cast, client_of: ClientOf) -> None:
    """MAT-04: related fields, shared goals, a surprise for who asked for one and learns who when both said yes."""
    client = client_of("coordinator")
    make_teacher(cast.programme, "Hassan", I10="choose", I9_subject=3)
    make_professional(cast.programme, "Vera", I10="choose", I9_subject=3)
    propose_and_send(cast, client)
    far: dict[str, Any] = {"I7": ["geschiedenis"], "I6": ["Y10"], "I10": "choose", "I9_motivation": 3}
    make_teacher(cast.programme, "Mo", **far)
    make_professional(cast.programme, "Lien", **{**far, "I7": ["ict_software"]})
    propose_and_send(cast, client)
    curious = make_teacher(cast.programme, "Jet", I7=["nederlands"], I10="surprise")
    guest = make_professional(cast.programme, "Ruud", I10="surprise")
    (surprise,) = propose_and_send(cast, client)
    kinds = list(Pair.objects.exclude(pk=cast.pair.pk).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["subject", "motivation", "surprise"]
    hidden = text_of(client_for(curious.person), "pairs:answer", surprise.public_id)
    assert "Ruud" not in hidden
    assert "netplanner" not in hidden
    for one in (curious, guest):
        send(client_for(one.person), "pairs:answer", surprise.public_id, answer="accept")
    assert "Ruud" in text_of(client_for(curious.person), "pairs:answer", surprise.public_id)


def test_who_stays_alone_is_listed_and_a_no_is_not_asked_again(cast: Cast, client_of: ClientOf) -> None:
    """MAT-09: who stays alone stands on a list with the reason and how long, and goes first next time.

    Former partners are not proposed again.
    """
    client = client_of("coordinator")
    teacher, other = make_teacher(cast.programme, "Hassan"), make_professional(cast.programme, "Vera")
    (pair,) = propose_and_send(cast, client)
    send(client_for(other.person), "pairs:answer", pair.public_id, answer="decline")
    send(client, "matching:propose", *place(cast))
    assert Scenario.objects.latest("pk").pairs == []
    text = text_of(client, "matching:workspace", *place(cast))
    alone = {one["person"]: one["reason"] for one in Scenario.objects.latest("pk").unmatched}
    assert set(alone) == {teacher.public_id, other.public_id}
    assert all(alone.values())
    assert "Hassan Docent" in text
    assert "Vera Buiten" in text
    assert "eerder een voorstel (" in text  # why: they were a pair before
    Participation.objects.filter(pk=teacher.pk).update(signed_up_at=clock.now() - timedelta(days=41))
    waiting = text_of(client, "matching:waiting", *place(cast))
    assert "Het voorstel ging niet door." in waiting
    assert "41 dagen" in waiting
    make_teacher(cast.programme, "Aad")  # as good, and not so long on the list
    make_professional(cast.programme, "Wout")
    Participation.objects.filter(pk=other.pk).update(state=Participation.State.WITHDRAWN)
    assert "Wout Buiten" in text_of(client, "matching:waiting", *place(cast))
    send(client, "matching:propose", *place(cast))
    assert [pair["left"] for pair in Scenario.objects.latest("pk").pairs] == [teacher.public_id]


def test_a_proposal_tells_travel_time_and_shared_time(cast: Cast, client_of: ClientOf) -> None:
    """MAT-10: travel time and the shared part of week and period stand in the proposal; too far is not proposed; the
    coordinator reads both ways of travel, and is warned of too few hours and of weeks that are busy for both."""
    where = {"I13": 2747891, "I13c": 60, "I13d": ["car"], "I12c": {"monday.afternoon": "can"}, "I12a": ["2026-W43"]}
    teacher = make_teacher(cast.programme, "Hassan", **where)
    make_professional(cast.programme, "Vera", **{**where, "I13": 2757345})
    (pair,) = propose_and_send(cast, client_of("coordinator"))
    text = text_of(client_for(teacher.person), "pairs:answer", pair.public_id)
    assert re.search(r"Ongeveer \d+ minuten reizen\.", text)
    assert "Op 1 dagdeel in de week kunnen jullie allebei." in text
    assert re.search(r"\d+ weken passen voor allebei\.", text)
    make_teacher(cast.programme, "Druk", **where, I11a=8)
    make_professional(cast.programme, "Vol", **where, I11a=4)
    send(client_of("coordinator"), "matching:propose", *place(cast))
    text = text_of(client_of("coordinator"), "matching:workspace", *place(cast))
    assert "Reistijd: bijna geen." in text
    assert "Let op: Drukke tijd: 1 week is voor allebei druk." in text
    assert "Let op: Uren per maand: 8 voor Druk, 4 voor Vol. De ronde vraagt er minstens 7." in text
    assert "Dagdelen: op 1 dagdeel in de week kunnen ze allebei." in text
    Participation.objects.filter(person__given_name__in=["Druk", "Vol"]).update(state=Participation.State.WITHDRAWN)
    make_teacher(cast.programme, "Stil", **where)
    make_professional(cast.programme, "Ver", **{**where, "I13": 2755251, "I13c": 30})
    send(client_of("coordinator"), "matching:propose", *place(cast))
    assert Scenario.objects.latest("pk").pairs == []


# --- The pair -------------------------------------------------------------------------------------------


def test_goals_of_each_and_of_both_are_read_by_both(cast: Cast, client_of: ClientOf) -> None:
    """AGR-03: each partner writes an own goal, one a shared goal, and both read all of them."""
    send(client_of("teacher"), "twinning:goal_new", cast.pair.public_id, text="Een stroomles", owner="own")
    send(client_of("professional"), "twinning:goal_new", cast.pair.public_id, text="Voor de klas", owner="own")
    send(client_of("teacher"), "twinning:goal_new", cast.pair.public_id, text="Samen een excursie", owner="joint")
    for role in ("teacher", "professional"):
        text = text_of(client_of(role), "twinning:pair", cast.pair.public_id)
        for goal in ("Een stroomles", "Voor de klas", "Samen een excursie"):
            assert goal in text


def test_holidays_and_busy_weeks_count_in_planning_and_matching(cast: Cast, client_of: ClientOf) -> None:
    """AGR-06: school holidays, busy and good weeks of both count in planning and matching: the intake names holidays
    and the school's own calendar, busy weeks are no shared weeks, the plan warns and suggests a day in a test week."""
    Participation.objects.filter(pk=cast.teacher.pk).update(state="signed_up", intake_completed_at=None)
    text = text_of(client_of("teacher"), "intake:step", cast.teacher.public_id, "wanneer-je-kunt")
    assert "herfstvakantie" in text.lower()
    make.make_period(cast.teacher)
    text = text_of(client_of("teacher"), "intake:step", cast.teacher.public_id, "wanneer-je-kunt")
    assert "toetsweek" in text
    busy = [f"2026-W{week}" for week in range(38, 50)]
    teacher = make_teacher(cast.programme, "Hassan", I12a=busy[:6])
    make_professional(cast.programme, "Vera", I12a=busy[4:8])
    (pair,) = propose_and_send(cast, client_of("coordinator"))
    text = text_of(client_for(teacher.person), "pairs:answer", pair.public_id)
    assert f"{len([f'{week}' for week in range(37, 50)]) - 8} weken passen voor allebei." in text
    make.make_meeting(cast.pair, starts_at=make.NOW + timedelta(days=35))
    assert "herfstvakantie" in text_of(client_of("teacher"), "twinning:pair", cast.pair.public_id)
    text = text_of(client_of("professional"), "twinning:meeting_new", cast.pair.public_id)
    assert "op school: toetsweek, 5 tot en met 9 oktober" in text
    make.make_meeting(cast.pair, starts_at=make.NOW + timedelta(days=20), place="school")
    text = text_of(client_of("professional"), "twinning:pair", cast.pair.public_id)
    assert "Op school: toetsweek, 5 tot en met 9 oktober." in text


def test_a_pair_sees_where_it_is_and_what_is_next(cast: Cast, client_of: ClientOf) -> None:
    """GUI-01: the page of the pair has the week it is in, the next meeting with its date, and the survey at the end."""
    make.make_meeting(cast.pair, starts_at=make.NOW + timedelta(days=1))
    text = text_of(client_of("teacher"), "twinning:pair", cast.pair.public_id)
    assert "16 september" in text
    assert "week 1" in text.lower()
    send(client_of("coordinator"), "twinning:close", cast.pair.public_id)
    assert "Er staat een vragenlijst voor je klaar." in text_of(
        client_of("teacher"), "twinning:pair", cast.pair.public_id
    )


def test_the_coordinator_sees_where_every_pair_is(cast: Cast, client_of: ClientOf) -> None:
    """GUI-02: per pair the phase, and for whom a proposal waits."""
    client, page = client_of("coordinator"), ("pairs:pairs", cast.programme.slug)
    Pair.objects.update(state=Pair.State.PROPOSED)
    Seat.objects.filter(side="non_teacher").update(answer=Seat.Answer.OPEN)
    assert "wacht op Daan" in text_of(client, *page)
    Pair.objects.update(state=Pair.State.ACCEPTED)
    text = text_of(client, *page)
    assert "Noor Verbrugge" in text
    assert "wacht op" not in text
    assert "loopt" in text.lower() or "bezig" in text.lower()


# --- Evaluation -----------------------------------------------------------------------------------------


def test_both_are_asked_at_the_end_and_the_report_counts_it(cast: Cast, client_of: ClientOf) -> None:
    """EVA-03, EVA-12: closing asks both, answers are saved, sent and corrected, going on included, and counted."""
    send(client_of("coordinator"), "twinning:close", cast.pair.public_id)
    assert OutboxMail.objects.filter(template="closing_survey").count() == 2
    for role, one in (("teacher", cast.teacher), ("professional", cast.professional)):
        client = client_of(role)
        response = Response.objects.get(
            instrument="final_survey", response_key__link__participation=one, submitted_at=None
        )
        assert reverse("surveys:respond", args=[response.public_id]) in client.get("/mijn/").content.decode()
        answer(client, response, N1="2", N11="yes", later="1")
        assert not Response.objects.filter(pk=response.pk, submitted_at__isnull=False).exists()
        answer(client, response, N1="4", N11="maybe", submit="1")
        answer(client, response, N1="5", N11="yes", submit="1")
        assert Response.objects.filter(pk=response.pk, submitted_at__isnull=False).exists()
        assert response.answers.get(item="N1").value == 5
        assert response.answers.get(item="N11").value == "yes"
    report = client_of("researcher").get(reverse("reports:report_json", args=[cast.programme.slug])).json()
    assert report["submitted"]["final_survey"] == {"teacher": None, "non_teacher": None}  # too few to tell
    cells = [cell for table in report["tables"] for row in table["rows"] for cell in row["cells"].values()]
    assert {cell["state"] for cell in cells} == {"hidden"}
    html = client_of("researcher").get(reverse("reports:report", args=[cast.programme.slug])).content.decode()
    assert "te weinig antwoorden" in html
    assert "%" not in "".join(re.findall(r"<table.*?</table>", html, re.DOTALL))
    Programme.objects.update(released_before=True)  # two people are too few to see what was counted
    report = client_of("researcher").get(reverse("reports:report_json", args=[cast.programme.slug])).json()
    (going_on,) = [each for each in report["tables"] if each["code"] == "T6.1"]
    counts = {row["code"]: row["cells"]["teacher"]["count"] for row in going_on["rows"]}
    assert counts["yes"] == 1
    assert sum(counts.values()) == 1


def answer(client: Client, response: Response, **answers: str) -> None:
    """The page of a survey, sent with its hidden fields."""
    address = reverse("surveys:respond", args=[response.public_id])
    form = client.get(address).context["form"]
    hidden = {name: form[name].value() for name in ("form_key", "version")}
    assert client.post(address, {**hidden, **answers}).status_code == 302


def test_a_researcher_reads_tables_figures_and_files(cast: Cast, client_of: ClientOf) -> None:
    """EVA-06, EVA-07: each question has a table with its own N, intended beside achieved, and files say the same."""
    for number in range(12):
        for side in ("teacher", "non_teacher"):
            answers: dict[str, object] = {"M9": ["Y01"] if number % 2 else [], "N3.Y01": 4 if number % 4 < 2 else 1}
            cohorts.store(cast.programme, side, {**answers, "N1": 5 if number < 6 else 2})
    client, slug = client_of("researcher"), cast.programme.slug
    text = text_of(client, "reports:report", slug)
    for said in ("Docenten N = 12", "Gewoon een ervaring rijker", "50%", "Na afloop verder", "De koppels"):
        assert said.lower() in text.lower(), said
    report = client.get(reverse("reports:report_json", args=[slug])).json()
    tables = {each["code"]: each for each in report["tables"]}
    assert {"T3.3", "F5.1", "F5.2", "F5.3", "F5.4", "F5.5", "T6.1"} <= set(tables)
    for code in ("T3.3", "F5.2"):
        first = tables[code]["rows"][0]["cells"]["teacher"]
        assert first == {"state": "shown", "count": 6, "percentage": 50, "n": 12}
    file = client.get(reverse("reports:report_csv", args=[slug])).content.decode()
    assert re.search(r"^T3\.3;[^\r]*;Y01;[^\r]*;shown;6;50;12;", file, re.MULTILINE)
    Programme.objects.update(released_before=True)  # intended and achieved together are few people
    row = client.get(reverse("reports:report_json", args=[slug])).json()
    (intended,) = [each for each in row["tables"] if each["code"] == "F5.3"]
    assert [cell["count"] for cell in intended["rows"][0]["cells"].values()] == [6, 3]


def test_a_refusal_counts_and_few_people_stay_unknown(cast: Cast, client_of: ClientOf) -> None:
    """EVA-09: consent is asked with its text, a no is kept out of the report, and about four people nothing is said."""
    one = make.make_participation(cast.programme, state="signed_up")
    client, page = client_for(one.person), ("intake:step", one.public_id, "onderzoek")
    form = client.get(reverse(page[0], args=page[1:])).context["form"]
    hidden = {name: form[name].value() for name in ("form_key", "version")}
    send(client, *page, **hidden, I19="no")
    consent = Consent.objects.get(person=one.person)
    assert (consent.given, bool(consent.text_version), len(consent.text_hash)) == (False, True, 64)
    key = one.response_link.response_key
    response = Response.objects.create(response_key=key, instrument="interim_survey", submitted_at=make.NOW)
    Answer.objects.create(response=response, item="M9", value=["Y01"])
    for _number in range(4):
        cohorts.store(cast.programme, "teacher", {"M9": ["Y01"]})
    researcher, report = client_of("researcher"), ("reports:report", cast.programme.slug)
    text = text_of(researcher, *report)
    assert "te weinig antwoorden" in text
    assert "100%" not in text
    Consent.objects.filter(person=one.person).update(given=True)  # the control: five people are enough to say something
    table = researcher.get(reverse("reports:report_json", args=report[1:])).json()["tables"][0]
    assert table["n"]["teacher"] == 5
    assert one.person.surname not in text


def test_how_it_goes_after_a_month_is_read_in_from_a_file(cast: Cast, client_of: ClientOf, tmp_path: Path) -> None:
    """EVA-02: answers to the survey after a month come in from a file and stand in the report, the source named."""
    for _number in range(9):
        make.make_participation(cast.programme)
    people = Participation.objects.filter(programme=cast.programme, side="teacher")
    file = tmp_path / "tussenmeting.csv"
    file.write_text(
        "participant;M7;M9\n"
        + "".join(f"{one.public_id};{5 if place < 5 else 1};Y01\n" for place, one in enumerate(people.order_by("pk")))
    )
    call_command("import_responses", cast.programme.slug, "interim_survey", str(file), stdout=StringIO())
    report = client_of("coordinator").get(reverse("reports:report_json", args=[cast.programme.slug])).json()
    assert report["submitted"]["interim_survey"]["teacher"] == 10
    (met,) = [each for each in report["tables"] if each["code"] == "F5.1"]
    assert met["rows"][0]["cells"]["teacher"] == {"state": "shown", "count": 5, "percentage": 50, "n": 10}
    (expected,) = [each for each in report["tables"] if each["code"] == "T3.3"]
    assert expected["sources"] == ["M9"]


def test_a_trial_that_both_go_on_with_is_definite_and_a_talk_is_a_to_do(cast: Cast, client_of: ClientOf) -> None:
    """MAT-07: after the first talk both are asked about the click and nobody reads it with a name, only the tick that
    the coordinator may call; after a month both say whether they go on; both makes it definite, talking first waits for
    a talk."""
    noor, daan, coordinator = client_of("teacher"), client_of("professional"), client_of("coordinator")
    make.meet(cast.pair)
    ask_about_click(make.NOW)
    letter = OutboxMail.objects.get(template="click_question", address=cast.teacher.person.email)
    assert "Hoe is de klik?" in letter.body_text
    assert "Niemand ziet dit met je naam erbij" in text_of(noor, "twinning:click", cast.pair.public_id)
    send(noor, "twinning:click", cast.pair.public_id, M3="2", M4="4", version="1")
    assert "Niets te doen" in text_of(coordinator, "pairs:todo", cast.programme.slug)
    send(daan, "twinning:click", cast.pair.public_id, M3="1", call="on", version="1")
    todo = text_of(coordinator, "pairs:todo", cast.programme.slug)
    assert "Daan Oosterling, over de klik met Noor Verbrugge" in todo
    assert "Helemaal niet" not in todo
    make.ask_pair(cast.pair)
    page, pairs = ("twinning:trial", cast.pair.public_id), ("pairs:pairs", cast.programme.slug)
    assert "Je partner ziet het niet" in text_of(noor, *page)
    send(noor, *page, answer="continue")
    send(daan, *page, answer="talk")
    assert "Daan wil eerst praten" in text_of(coordinator, *pairs)
    assert "wil eerst praten" not in text_of(noor, "twinning:pair", cast.pair.public_id)
    send(daan, *page, answer="continue")
    assert "definitief" in text_of(coordinator, *pairs)


def test_the_exit_card_frees_both_without_a_reason(cast: Cast, client_of: ClientOf) -> None:
    """MAT-08: told beforehand, two clicks, no reason, a neutral mail to the partner, both can be matched again."""
    noor = client_of("teacher")
    assert "Leg de exit-kaart op tafel" in text_of(noor, "twinning:pair", cast.pair.public_id)
    after = send(noor, "twinning:exit", cast.pair.public_id)
    assert "Alles mag leeg blijven" in after
    told = OutboxMail.objects.get(template="pair_ended")
    assert told.address == cast.professional.person.email
    assert "zegt niets over jou" in told.body_text
    assert not Seat.objects.filter(active=True).exists()
    for state in (cast.teacher, cast.professional):
        state.refresh_from_db()
        assert state.state == Participation.State.READY
    workspace = text_of(client_of("coordinator"), "matching:workspace", cast.programme.slug, cast.region.slug)
    assert "Noor" in workspace


def test_an_information_meeting_from_prompt_to_who_joins(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REC-04: when enough people of one organisation are interested the coordinator is reminded to hold an information
    meeting, invites, and notes who came and who joins."""
    school = make.make_organisation("Havenlyceum")
    people = [make.make_participation(cast.programme, organisation=school, state="signed_up") for _ in range(5)]
    coordinator, slug = client_of("coordinator"), cast.programme.slug
    assert "Plan een informatiebijeenkomst bij Havenlyceum" in text_of(coordinator, "programmes:overview")
    query = f"?organisatie={school.public_id}&regio={cast.region.slug}"
    form = coordinator.get(reverse("programmes:event_new", args=[slug]) + query).context["form"]
    filled = {name: str(form[name].value()) for name in form.fields}
    planned = send(coordinator, "programmes:event_new", slug, **filled)
    assert "Informatiebijeenkomst bij Havenlyceum" in planned
    event = Event.objects.get()
    page = ("programmes:event_invite", slug, event.public_id)
    assert "5 mensen krijgen een uitnodiging" in text_of(coordinator, *page)
    send(coordinator, *page, whom="organisation", people=5)
    assert OutboxMail.objects.filter(template="event_invited").count() == 5
    monkeypatch.setattr(clock, "now", lambda: event.ends_at)
    coordinator = client_of("coordinator")  # the session of so long ago is over
    came = event.invitations.get(participation=people[0])
    send(coordinator, "programmes:event_person", slug, came.public_id, note="present")
    noted = send(coordinator, "programmes:event_person", slug, came.public_id, note="joins")
    assert "Waren er" in noted
    came.refresh_from_db()
    assert (came.attended_at, came.decision) == (event.ends_at, "joins")
    assert OutboxMail.objects.get(template="event_joins").address == people[0].person.email


@pytest.mark.parametrize("kind", ["start", "interim"])
def test_a_start_or_interim_meeting_is_planned_and_pairs_are_invited(
    kind: str, cast: Cast, client_of: ClientOf
) -> None:
    """AGR-01, GUI-06: the coordinator plans a meeting for the pairs, with invitations and attendance."""
    coordinator, slug = client_of("coordinator"), cast.programme.slug
    make.make_participation(cast.programme)  # in no pair
    plan = {
        "kind": kind,
        "day": "2026-09-28",
        "start": "16:00",
        "end": "18:00",
        "place": "Bibliotheek",
        "capacity": "8",
    }
    send(coordinator, "programmes:event_new", slug, **plan)
    event = Event.objects.get()
    assert event.kind == kind
    invite = ("programmes:event_invite", slug, event.public_id)
    assert "2 mensen krijgen een uitnodiging" in text_of(coordinator, *invite)
    send(coordinator, *invite, whom="region", people=2)
    mine = event.invitations.get(participation=cast.teacher)
    assert "Je hebt plek 1" in send(client_of("teacher"), "programmes:own_event", mine.public_id, answer="yes")
    assert "plek 1" in text_of(client_of("teacher"), "twinning:home")
