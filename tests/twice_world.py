"""People and forms for the test that sends everything more than once, made in a process of the server's database."""

from datetime import timedelta
from typing import Any

from conftest import Cast, build_cast
from jobtwinning.core import clock
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.programmes.models import Programme, RoleGrant
from jobtwinning.surveys.actions import open_response
from tests import make
from tests.twice_forms import Stage, form, more_forms

NEW = "Nieuw@Voorbeeld.example"
ASKED = "Later@Voorbeeld.example"


def world() -> dict[str, Any]:
    """Sessions by role and every form with what is filled in; a pair at work today."""
    cast = build_cast()
    move_to_today()
    roles = ["teacher", "professional", "coordinator", "admin"]
    sessions = dict(zip(roles, sign_in_all([cast.accounts[role] for role in roles]), strict=True))
    stage = Stage(cast)
    stage.sessions |= {"nobody": "", **sessions}
    return {"forms": [*more_forms(stage), *forms(cast)], "sessions": stage.sessions}


def move_to_today() -> None:
    """The programme runs and still takes people; the pair is at work."""
    today = clock.today()
    Programme.objects.update(
        starts_on=today - timedelta(days=20), ends_on=today + timedelta(days=80), sign_up_until=today, matched_by=None
    )
    Pair.objects.update(starts_on=today - timedelta(days=9), planned_end_on=today + timedelta(days=70))


def forms(cast: Cast) -> list[dict[str, Any]]:
    today, pair = clock.today(), cast.pair.public_id
    response = open_response(cast.teacher, "final_survey", at=clock.now())
    person = {"given_name": "Imke", "surname": "Vos", "organisation": "Brugwater", "function": "docent"}
    region = {"organiser": "Bureau", "contact_name": "Saskia", "contact_email": "s@voorbeeld.example"}
    programme = {"name_nl": "Ronde", "name_en": "Round", "organiser": "Bureau", "regions": cast.region.public_id}
    programme |= {"starts_on": "2030-01-07", "ends_on": "2030-04-05", "hours_minimum": "20", "score_floor": "0.3"}
    programme |= {"meetings_minimum": "6", "meetings_maximum": "8", "duration_months": "3", "confirm": "1"}
    programme |= {"duration_months_maximum": "6", "trial_months": "1", "modes": "blind"}
    story = {"title_nl": "Titel", "title_en": "Title", "text_nl": "Verhaal", "text_en": "Story", "pair": pair}
    own_start = {"side": "teacher", "given_name": "Fenna", "surname": "Brand", "email": "Fenna@Voorbeeld.example"}
    own_start |= {"organisation": "Het Baken", "place": "Rotterdam", "region": cast.region.slug}
    own_start |= {"partner_side": "non_teacher", "partner_given_name": "Joris", "partner_surname": "Kuiper"}
    own_start |= {"partner_email": "joris@voorbeeld.example", "partner_organisation": "Brugwater"}
    own_pair, running = make.make_own_pair(cast.region), make.make_programme(cast.region, state="running")
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    make.make_grant(coordinator, RoleGrant.Role.COORDINATOR, region=cast.region, programme=running)
    channel = {"kind": "poster", "label": "Prikbord", "organisation": "Het Baken", "is_school": "on"}
    ManagerPermission.objects.filter(participation=cast.teacher).update(state="withdrawn")
    asked = make.make_participation(cast.programme, state="intake_complete")
    told = [cast.programme.slug, asked.public_id]
    manager = {"name": "Henk Postma", "email": "henk@school.example"}
    word = {"on": str(today), "manager_name": "Henk", "note": "Formulier"}
    school = cast.teacher.employment.organisation.public_id if cast.teacher.employment else ""
    employer = {"organisation": school, "language": "nl", "how": "mail"}
    meeting = {"day": str(today + timedelta(days=1)), "start": "14:00", "end": "16:00", "place": "work"}
    hr = {"own_name": "Henk Postma", "organisation": "Brugwater", "works_at": "teacher", "email": "hr@school.example"}
    hr |= {"name_1": "Kim Vos", "email_1": "kim@school.example", "pasted": "Bo Bakker; bo@school.example"}
    contact = make.make_contact(cast.teacher)
    return [
        form("nobody", "intake:colleagues", [cast.programme.slug], hr),
        form("coordinator", "intake:contacts", [cast.programme.slug], {**manager, **employer}),
        form("coordinator", "intake:contact_revoke", [cast.programme.slug, contact.public_id], {}),
        form("nobody", "intake:sign_up", [cast.programme.slug], {**person, "email": NEW}, query="?kant=docent"),
        form("teacher", "twinning:goal_new", [pair], {"text": "Een gastles", "owner": "own"}),
        form("teacher", "twinning:meeting_new", [pair], meeting),
        form("teacher", "twinning:hours_new", [pair], {"on": str(today), "work_hours": "2", "what": "Voorbereiden"}),
        form("teacher", "surveys:respond", [response.public_id], {"submit": "1", "version": str(response.version)}),
        form(
            "admin",
            "programmes:region_new",
            [],
            {"name": "Nieuw", "slug": "nieuw", "school_holidays": "north", **region},
        ),
        form("admin", "programmes:programme_new", [], {"slug": "nieuwe-ronde", **programme}),
        form(
            "admin", "programmes:grant_new", [], {"email": NEW, "role": "coordinator", "region": cast.region.public_id}
        ),
        form("nobody", "site:interest", [], {"email": ASKED, "region": cast.region.slug}),
        form("nobody", "pairs:own_start", [], own_start),
        form("coordinator", "pairs:own_adopt", [own_pair.public_id], {"programme": running.public_id}),
        form("coordinator", "programmes:channel_new", [cast.programme.slug], channel),
        form("coordinator", "community:story_new", [cast.programme.slug], story),
        form("coordinator", "twinning:close", [pair], {}),
        form("teacher", "privacy:consents", [], {"purpose": "research", "given": "yes"}),
        form("teacher", "intake:permission", [cast.teacher.public_id], {**manager, "send": "1"}),
        form("coordinator", "intake:permission_told", told, {"how": "paper", **word}),
        form("coordinator", "intake:override", told, {"reason": "HR zei ja"}),
        form("coordinator", "intake:employers", [cast.programme.slug], {**manager, **employer}),
        form("coordinator", "intake:papers", [cast.programme.slug], {"name": "De Nieuwe School", "is_school": "on"}),
        form("professional", "privacy:erase_own", [cast.professional.person.public_id], {"sure": "on"}),
    ]
