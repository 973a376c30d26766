"""The forms that need people and things of their own, for the test that sends everything more than once."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.accounts import tokens
from jobtwinning.accounts.models import Account, Token
from jobtwinning.accounts.session_views import LINK
from jobtwinning.choosing.actions import deal
from jobtwinning.choosing.tests.world import both_sides, with_account
from jobtwinning.core import clock
from jobtwinning.core.uploads import Upload
from jobtwinning.intake import pending
from jobtwinning.intake.actions import SignUp
from jobtwinning.intake.colleagues.actions import COLLEAGUES, LISTS
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.intake.table import back_files
from jobtwinning.intake.table.files import as_workbook
from jobtwinning.intake.table.queries import Line
from jobtwinning.intake.table.tables import TABLES
from jobtwinning.matching.actions import ask_proposal, commit_scenario, make_proposal
from jobtwinning.matching.tests.world import DORDRECHT, ROTTERDAM, make_professional, make_teacher, minutes_to_ask
from jobtwinning.matching.weighing import CRITERIA, Weighing
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.own.links import own_link, partner_link
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.people.models import Person
from jobtwinning.programmes import contacts
from jobtwinning.programmes.events import links as event_links
from jobtwinning.programmes.interest import link_value
from jobtwinning.programmes.models import Participation, Programme, RoleGrant, Side
from tests import hostile, make
from tests.policy_objects import make_move, rows_of, take

Form = dict[str, Any]


def form(role: str, name: str, arguments: list[str], fields: dict[str, str], query: str = "") -> Form:
    """What this role sends to this address; named after the address and, if it has several, the button."""
    name_and_button = " ".join([name, *(button for button in BUTTONS if button in fields)])
    return {"role": role, "name": name_and_button, "path": reverse(name, args=arguments) + query, "fields": fields}


class Stage:
    """Sessions by name, of whoever is needed, and the forms that they send."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.sessions: dict[str, str] = {}
        self.accounts: dict[str, Account] = {}

    def somebody(self, name: str, *, state: str = Participation.State.SIGNED_UP, side: str = Side.TEACHER) -> Any:
        """A participation in the programme of the cast, and a session to act as its person."""
        account = self.accounts[name] = make.make_account(f"{name}@voorbeeld.example")
        self.sessions[name] = sign_in_all([account])[0]
        person = make.make_person(name.title(), "Tweemaal", account=account)
        return make.make_participation(self.cast.programme, person=person, side=side, state=state)

    def browser(self, name: str, values: dict[str, Any], account: Account | None = None) -> None:
        """A session that holds more than who signed in."""
        client = Client()
        if account is not None:
            sign_in(client, account)
        session = client.session
        session.update(values)
        session.save()
        self.sessions[name] = str(session.session_key)

    def shown(self, name: str, path: str, **changed: str) -> dict[str, str]:
        """What the form on this page sends when it is filled in sensibly; of several values the last."""
        client = Client(headers={"host": "127.0.0.1"})
        client.cookies["sessionid"] = self.sessions[name]
        page = hostile.forms_of(hostile.text_of(client.get(path)))
        found = max(page, key=lambda one: len(one.kinds))
        values = {field: given[-1] for field, given in hostile.filled(found).items() if given}
        return {name: value for name, value in (values | changed).items() if name not in LEFT_OUT}


WORK = {"I7": "natuurkunde", "I13": "Rotterdam", "I13b": "Rotterdam", "I13c": "30"}
BUTTONS = (
    "remove",
    "cancel",
    "no",
    "stop",
    "take_back",
    "decision",
    "leave",
)  # a second button of the same address is a form of its own
LEFT_OUT = ("csrfmiddlewaretoken", "form_key", "later", "remove", "cancel", "no", "back", "rolling_start")


def own_forms(stage: Stage) -> list[Form]:
    """What participants do about themselves: from signing up to ready, and the proposal they get."""
    cast = stage.cast
    novice, waiting = stage.somebody("novice"), stage.somebody("waiting")
    make.make_permission(waiting, email="wacht@school.example")
    invited = stage.somebody("invited", state=Participation.State.READY)
    host = make.make_participation(cast.programme, side=Side.NON_TEACHER)
    pair = make.make_pair(invited, host)
    own = [novice.public_id]
    step, profile = reverse("intake:step", args=[*own, "je-werk"]), reverse("intake:profile", args=own)
    newcomer = make.make_account("komt@voorbeeld.example")
    wish = asdict_of(SignUp(Side.TEACHER, "Kim", "Komt", newcomer.email, "Baken", "docent", cast.region))
    stage.browser("newcomer", {pending.KEY: {"programme": cast.programme.slug, **wish}}, newcomer)
    return [
        form("newcomer", "intake:arrive", [cast.programme.slug], {}),
        form("novice", "intake:step", [*own, "je-werk"], stage.shown("novice", step, **WORK)),
        form("novice", "intake:profile", own, stage.shown("novice", profile, function="coordinator")),
        form("novice", "intake:mail_link", own, {}),
        form("novice", "intake:check", own, {}),
        form("novice", "intake:motivation", own, {"motivation": "1"}),
        form("novice", "intake:permission_own", own, {"sure": "on"}),
        form("waiting", "intake:permission_resend", [waiting.public_id], {}),
        form("invited", "pairs:answer", [pair.public_id], {"answer": "accept"}),
    ]


def life_forms(stage: Stage) -> list[Form]:
    """The trial, the pause card and the exit card, each by somebody with a pair of their own."""
    until = str(clock.today() + timedelta(days=14))

    def pair_of(name: str, state: str = Pair.State.TRIAL) -> str:
        own = stage.somebody(name, state=Participation.State.READY)
        other = make.make_participation(stage.cast.programme, side=Side.NON_TEACHER)
        return make.make_pair(own, other, state=state).public_id

    tried, stuck = pair_of("tried"), pair_of("stuck")
    Pair.objects.filter(public_id__in=(tried, stuck)).update(trial_asked_on=clock.today())
    clicked, ringing = pair_of("clicker"), pair_of("ringing")
    make.make_meeting(Pair.objects.get(public_id=clicked), starts_at=clock.now() - timedelta(days=1))
    Seat.objects.filter(pair__public_id=ringing).update(call_asked_at=clock.now())
    return [
        form("tried", "twinning:trial", [tried], {"answer": "continue"}),
        form("clicker", "twinning:click", [clicked], {"M3": "4", "M4": "2", "call": "on", "version": "1"}),
        form("coordinator", "pairs:called", [ringing], {"side": Side.TEACHER}),
        form("pauser", "twinning:pause", [pair_of("pauser")], {"until": until}),
        form("resumer", "twinning:resume", [pair_of("resumer", Pair.State.PAUSED)], {}),
        form("leaver", "twinning:exit", [pair_of("leaver")], {}),
        form("teller", "twinning:stopped", [pair_of("teller", Pair.State.ENDED)], {"reason": "time", "hours": "5"}),
        form("coordinator", "twinning:confirm", [stuck], {}),
        form("coordinator", "twinning:end", [pair_of("ender")], {"reason": "time"}),
    ]


def asdict_of(wish: SignUp) -> dict[str, Any]:
    """As it waits in a session."""
    return {name: getattr(wish, name) for name in pending.NAMES} | {"region": wish.region.slug}


def link_forms(stage: Stage) -> list[Form]:
    """Behind a link in a mail, without an account."""
    cast = stage.cast
    asked = make.make_participation(cast.programme, state=Participation.State.INTAKE_COMPLETE)
    permission = make.make_permission(asked, email="link@school.example")
    stage.browser("manager", {LINK: tokens.digest_of(make.make_manager_link(permission))})
    letter = make.make_employer_letter(cast.programme, cast.region)
    about = tokens.About(Token.Purpose.EMPLOYER_LETTER, letter.public_id, letter.contact_email)
    raw = tokens.make_token(about, lifetime=timedelta(days=30), at=clock.now())
    stage.browser("employer", {LINK: tokens.digest_of(raw)})
    curious = make.make_interest(cast.region)
    waiting, unwanted = (LISTS.sign(make.make_colleague_list(cast.programme).public_id) for _ in "12")
    asked_too = make.make_colleague_list(
        cast.programme, colleagues=["ja@werk.example", "nee@werk.example"], confirmed=True
    )
    says_no, says_yes = (COLLEAGUES.sign(one.link_key) for one in asked_too.colleagues.order_by("-email"))
    invitation = contacts.link_value(make.make_contact(cast.teacher))
    yes = {"given_name": "Jo", "surname": "Ja", "organisation": "Brugwater", "function": "docent"}
    return [
        form("manager", "intake:manager", [], {"decision": "yes", "about": permission.public_id}),
        form("employer", "intake:employer_letter", [], {}),
        form("nobody", "site:interest_link", [link_value(curious)], {}),
        form("nobody", "site:interest_link", [link_value(curious)], {"stop": "1"}),
        form("nobody", "intake:colleague_list", [waiting], {"confirm": "1"}),
        form("nobody", "intake:colleague_list", [unwanted], {"stop": "1"}),
        form("nobody", "intake:colleague", [says_yes], yes),
        form("nobody", "intake:colleague", [says_no], {"no": "1"}),
        form("nobody", "intake:contact_invited", [invitation], {}),
        *own_start_forms(cast),
    ]


def own_start_forms(cast: Cast) -> list[Form]:
    """Two who found each other: who asked and who was asked, each with a question of their own."""
    fresh, dropped = (make.make_own_start(cast.region) for _ in range(2))
    said_yes, said_no = (make.make_own_start(cast.region, confirmed=True) for _ in range(2))
    return [
        form("nobody", "pairs:own_confirm", [own_link(fresh)], {"confirm": "1"}),
        form("nobody", "pairs:own_confirm", [own_link(dropped)], {"stop": "1"}),
        form("nobody", "pairs:own_answer", [partner_link(said_yes)], {"yes": "1"}),
        form("nobody", "pairs:own_answer", [partner_link(said_no)], {"no": "1"}),
    ]


READ = {"kind": "pairs", "sheet": "0", "header_row": "1"}


def list_of(name: str) -> bytes:
    """Somebody new on a list."""
    return rows_of(Person(given_name=name.title(), surname="Verhuist", email=f"{name}@lijst.example"))


def staff_forms(stage: Stage) -> list[Form]:
    """What a coordinator does for participants."""
    cast, slug = stage.cast, stage.cast.programme.slug
    complete = Participation.State.INTAKE_COMPLETE
    helped, leaving, gone, questioned, steered = (
        make.make_participation(cast.programme, state=complete) for _ in "12345"
    )
    make.make_permission(questioned, state=ManagerPermission.State.QUESTION, email="vraag@school.example")
    make.make_permission(steered, state=ManagerPermission.State.GIVEN, email="stuur@school.example")
    part = reverse("intake:help_step", args=[slug, helped.public_id, "je-werk"])
    period = make.make_period(cast.teacher)
    day = str(clock.today())
    organisation = period.organisation.public_id
    chosen, again, tried, thrown = (make_move(cast, content=list_of(name)) for name in ("een", "twee", "drie", "vier"))
    started = take(cast, name="vijf")
    codes = {f"column_{number}": code for number, code in enumerate(chosen.columns)}
    proposed, asked = (
        make.make_pair(
            make.make_participation(cast.programme), make.make_participation(cast.programme, side=Side.NON_TEACHER)
        )
        for _ in "12"
    )
    letter = make.make_employer_letter(cast.programme, cast.region)
    return [
        form("coordinator", "intake:letter_read", [slug, letter.public_id], {}),
        form("coordinator", "intake:help_mail", [slug, helped.public_id], {}),
        form(
            "coordinator",
            "intake:help_step",
            [slug, helped.public_id, "je-werk"],
            stage.shown("coordinator", part, **WORK),
        ),
        form(
            "coordinator",
            "intake:calendars",
            [slug],
            {"organisation": organisation, "kind": "closed", "first_day": day},
        ),
        form("coordinator", "intake:period_remove", [slug, period.public_id], {}),
        form("coordinator", "intake:withdraw", [slug, leaving.public_id], {}),
        form("coordinator", "intake:permission_reply", [slug, questioned.public_id], {"answer": "Ja, dat kan"}),
        form("coordinator", "intake:steer", [slug, steered.public_id], {"step": "withdraw"}),
        form("coordinator", "moving:columns", [slug, chosen.public_id], {**codes, "column_5": "", "version": "1"}),
        form("coordinator", "moving:read", [slug, again.public_id], {**READ, "version": "1"}),
        form("coordinator", "moving:trial", [slug, tried.public_id], {"version": "1"}),
        form("coordinator", "moving:start", [slug, started.public_id], {"version": str(started.version)}),
        form("coordinator", "moving:remove", [slug, thrown.public_id], {}),
        form("coordinator", "privacy:erase", [slug, gone.public_id], {"reason": "request", "sure": "on"}),
        form("coordinator", "pairs:withdraw", [proposed.public_id], {}),
        form("coordinator", "pairs:spoken", [asked.public_id], {"side": "teacher"}),
    ]


def workbook_of(cast: Cast, note: str) -> bytes:
    """A file of the table in which the teacher has this note."""
    people = TABLES["deelnemers"]
    column = next(each for each in people.columns if each.code == "note")
    return as_workbook(people, cast.programme, [column], [Line(cast.teacher.public_id, (), {"note": note})])


def table_forms(stage: Stage) -> list[Form]:
    """What a coordinator does in the table."""
    cast, coordinator = stage.cast, stage.cast.accounts["coordinator"]
    assert coordinator is not None
    table = [cast.programme.slug, "deelnemers"]
    gone, view = make.make_table_column(cast.programme), make.make_view(coordinator, cast.programme)
    edited = make.make_participation(cast.programme)
    taken, thrown = (
        back_files.keep_file(
            Upload("terug.xlsx", workbook_of(cast, name)),
            cast.programme,
            region_id=cast.region.pk,
            by=coordinator,
            at=clock.now(),
        )
        for name in ("Ooit", "Nooit")
    )
    return [
        form("coordinator", "intake:view_save", table, {"name": "Bellijst", "query": "sort=phone"}),
        form("coordinator", "intake:view_remove", [view.public_id], {}),
        form("coordinator", "intake:table_row", [*table, edited.public_id], {"phone": "06 1", "note": "Belt"}),
        form("coordinator", "intake:table_columns", table, {"label": "Parkeerkaart", "kind": "yes_no"}),
        form("coordinator", "intake:table_column_remove", [*table, gone.public_id], {}),
        form("coordinator", "intake:table_back", table, {"stored": taken.public_id}),
        form("coordinator", "intake:table_back", table, {"stored": thrown.public_id, "remove": "1"}),
    ]


def pair_forms(stage: Stage) -> list[Form]:
    """What two partners do together, and what is told about them."""
    cast, yesterday = stage.cast, clock.now() - timedelta(days=1)
    goal, meeting = make.make_goal(cast.pair), make.make_meeting(cast.pair, starts_at=clock.now() + timedelta(days=2))
    held = make.make_meeting(cast.pair, starts_at=yesterday)
    hours = make.make_hours(cast.pair, cast.teacher.person, on=yesterday.date())
    story, told = make.make_story(cast.pair), make.make_story(cast.pair)
    moved = {"day": str(clock.today() + timedelta(days=3)), "start": "09:00", "end": "11:00", "place": "work"}
    words = {"title_nl": "Anders", "title_en": "Different", "text_nl": "Nieuw", "text_en": "New", "version": "1"}
    spent = {"on": str(clock.today()), "work_hours": "3", "what": "Nakijken", "version": "1"}
    return [
        form("teacher", "twinning:goal", [goal.public_id], {"text": "Twee gastlessen", "version": "1"}),
        form("teacher", "twinning:meeting", [meeting.public_id], {**moved, "version": "1"}),
        form("teacher", "twinning:goal", [goal.public_id], {"remove": "1"}),
        form("teacher", "twinning:meeting", [meeting.public_id], {"cancel": "1"}),
        form("teacher", "twinning:meeting_hours", [held.public_id], {"kind": "work"}),
        form("teacher", "twinning:hours", [hours.public_id], spent),
        form("teacher", "twinning:hours", [hours.public_id], {"remove": "1"}),
        form("coordinator", "community:story", [story.public_id], words),
        form("teacher", "community:story_approve", [told.public_id], {"named": "not", "version": "1"}),
        form("teacher", "community:story_approve", [told.public_id], {"no": "1"}),
        form("coordinator", "community:story", [story.public_id], {"remove": "1"}),
    ]


def matching_forms(stage: Stage) -> list[Form]:
    """A second programme with people to match."""
    cast = stage.cast
    programme = make.make_programme(cast.region, slug="tweede", state=Programme.State.MATCHING)
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    make.make_grant(coordinator, RoleGrant.Role.COORDINATOR, region=cast.region, programme=programme)
    teacher, other = make_teacher(programme), make_professional(programme)
    make_teacher(programme, "Bo")
    make_professional(programme, "Lot")
    scenario = make_proposal(programme, cast.region, by=coordinator, at=clock.now())
    third = make.make_programme(cast.region, slug="vierde", state=Programme.State.MATCHING)
    make.make_grant(coordinator, RoleGrant.Role.COORDINATOR, region=cast.region, programme=third)
    make_teacher(third, "Fop")
    make_professional(third, "Mies")
    planned = make_proposal(third, cast.region, by=coordinator, at=clock.now())
    commit_scenario(planned, by=coordinator, at=clock.now(), sends_at=clock.now() + timedelta(days=1))
    weighing = Weighing.from_code("00333333-0")
    other_weighing = make_proposal(programme, cast.region, by=coordinator, at=clock.now(), weighing=weighing)
    weights = dict.fromkeys(CRITERIA, "1") | {"floor": "0"}
    work = ask_proposal(programme, cast.region, by=coordinator, at=clock.now())
    place = [programme.slug, cast.region.slug]
    two = {"teacher": teacher.public_id, "non_teacher": other.public_id, "decision": "pin", "reason": "Buren "}
    far = make_teacher(programme, "Wim", I13=DORDRECHT, I13c=15)
    make_professional(programme, "Ria", I13=ROTTERDAM)
    question = f"travel-{minutes_to_ask(programme, cast.region, far)}"
    both = [make_teacher(programme, "Noa"), make_professional(programme, "Pim")]
    return [
        form("coordinator", "matching:make_pair", [*place, *(one.public_id for one in both)], {}),
        form("coordinator", "matching:ask", [*place, far.public_id, question], {}),
        form(
            "coordinator",
            "matching:confidentiality",
            [*place, far.public_id],
            {"outcome": "resolvable", "note": "NDA", "version": "1"},
        ),
        form("coordinator", "matching:progress", [*place, work.public_id], {}),
        form("coordinator", "matching:decide", place, two),
        form("coordinator", "matching:decide", place, {**two, "decision": "prefer"}),
        form("coordinator", "matching:propose", place, {"objective": ""}),
        form("coordinator", "matching:weights", place, weights),
        form("coordinator", "matching:scenario", [*place, scenario.public_id], {"name": "Het eerste", "version": "1"}),
        form("coordinator", "matching:replay", [*place, scenario.public_id], {}),
        form("coordinator", "matching:keep_weights", [*place, other_weighing.public_id], {}),
        form("coordinator", "matching:mask", place, {"masked": "1"}),
        form("coordinator", "matching:commit", [*place, scenario.public_id], {}),
        form("coordinator", "matching:undo", [third.slug, cast.region.slug, planned.public_id], {}),
    ]


def choosing_forms(stage: Stage) -> list[Form]:
    """Somebody who puts a card down, somebody with cards in hand, and somebody who takes the own card away."""
    programme = make.make_programme(stage.cast.region, slug="rondkijken")
    (looks, leaves), others = both_sides(programme, 2, 3)
    joins = make_teacher(programme, "Nieuw")
    for name, one in (("joins", joins), ("looks", looks.participation), ("leaves", leaves.participation)):
        stage.sessions[name] = sign_in_all([with_account(one)])[0]
    deal(looks, at=clock.now())
    own, ids = [looks.participation.public_id], [card.public_id for card in others]
    return [
        form("joins", "choosing:start", [joins.public_id], {"shown": "subject", "has_keys": "on"}),
        form("looks", "choosing:deck", own, {"do": "yes", "card": ids[0]}),
        form("looks", "choosing:card", [*own, ids[1]], {"do": "maybe"}),
        form("leaves", "choosing:start", [leaves.participation.public_id], {"leave": "1"}),
    ]


def dating_forms(stage: Stage) -> list[Form]:
    """An evening whose rounds are to be set, one to be planned, one that runs, and somebody who spoke there."""
    cast = stage.cast
    pair = make_teacher(cast.programme, "Spreekt"), make_professional(cast.programme, "Luistert")
    stage.sessions["spoke"] = sign_in_all([with_account(pair[0])])[0]
    talk = make.make_talk(*pair)
    bare, planned = (make.make_event(cast.programme, kind="speed_dates") for _ in range(2))
    coming = make_teacher(cast.programme, "Komt"), make_professional(cast.programme, "Ook")
    for number, one in enumerate(coming, start=1):
        make.make_invitation(one, planned, answer="yes", place_number=number)
    make.make_evening(planned)
    absent = talk.evening.guests.get(participation=pair[1]).public_id
    shape = {
        "rounds": "3",
        "minutes": "7",
        "change_minutes": "2",
        "tables": "2",
        "rest_after": "0",
        "rest_minutes": "0",
    }
    slug = cast.programme.slug
    return [
        form("coordinator", "dating:rounds", [slug, bare.public_id], {**shape, "version": "0"}),
        form("coordinator", "dating:evening", [slug, planned.public_id], {"do": "plan"}),
        form("coordinator", "dating:people", [slug, talk.evening.event.public_id], {"people": absent, "what": "left"}),
        form("spoke", "dating:ballot", [talk.public_id], {"answer": "yes"}),
    ]


def programme_forms(stage: Stage) -> list[Form]:
    """The programme itself, its words, and who has which role."""
    cast = stage.cast
    draft = make.make_programme(cast.region, slug="derde", state=Programme.State.DRAFT)
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    make.make_grant(coordinator, RoleGrant.Role.COORDINATOR, region=cast.region, programme=draft)
    grant = make.make_grant(make.make_account(), RoleGrant.Role.RESEARCHER, programme=draft)
    guest = make.make_account("gast@voorbeeld.example")
    make.make_session(guest)
    settings = reverse("programmes:settings", args=[draft.slug])
    own, platform = [draft.slug, "pair_confirmed"], ["pair_confirmed"]
    words = stage.shown("coordinator", reverse("programmes:text", args=own), publish="1")
    all_words = stage.shown("admin", reverse("programmes:platform_text", args=platform), publish="1")
    return [
        form(
            "coordinator", "programmes:settings", [draft.slug], stage.shown("coordinator", settings, name_nl="Anders")
        ),
        form("coordinator", "programmes:text", own, words),
        form("coordinator", "programmes:text_preview", own, {}),
        form("admin", "programmes:platform_text", platform, all_words),
        form("admin", "programmes:platform_text_preview", platform, {}),
        form("coordinator", "programmes:change_state", [draft.slug], {"state": "open"}),
        form("admin", "programmes:end_sessions", [], {"email": guest.email}),
        form("admin", "programmes:grant_revoke", [grant.public_id], {}),
    ]


def event_forms(stage: Stage) -> list[Form]:
    """Meetings to which many are invited, from planning to deciding."""
    cast, slug = stage.cast, stage.cast.programme.slug
    later, soon = clock.now() + timedelta(days=9), clock.now() + timedelta(minutes=20)
    firm = make.make_organisation("Vestingwerk")  # nobody else of it signs up, so that as many stay to be invited
    to_invite = make.make_event(cast.programme, starts_at=later, organisation=firm)
    to_cancel, to_move = (make.make_event(cast.programme, starts_at=later) for _ in "12")
    for _ in "12":
        make.make_participation(cast.programme, state=Participation.State.SIGNED_UP, organisation=firm)
    comes, decides, by_link, arrives = (stage.somebody(name) for name in ("comes", "decides", "bylink", "arrives"))
    for one in (comes, by_link):
        make.make_invitation(one, to_cancel)
        make.make_invitation(one, to_move)
    invited = make.make_invitation(comes)
    decided = make.make_invitation(decides, starts_in=timedelta(hours=-2))
    linked = make.make_invitation(by_link)
    here = make.make_invitation(arrives, make.make_event(cast.programme, starts_at=soon))
    noted = make.make_invitation(make.make_participation(cast.programme), starts_in=timedelta(hours=-2))
    when = {"day": str((clock.now() + timedelta(days=12)).date()), "start": "16:00", "end": "17:30"}
    plan = {"kind": "information", "place": "Aula", "capacity": "8", "text": "Welkom", **when}
    stage.browser("guest", {})
    to_ask = reverse("programmes:event_invite", args=[slug, to_invite.public_id])
    return [
        form("coordinator", "programmes:event_new", [slug], plan),
        form("coordinator", "programmes:event_edit", [slug, to_move.public_id], {**plan, "version": "1"}),
        form(
            "coordinator",
            "programmes:event_invite",
            [slug, to_invite.public_id],
            stage.shown("coordinator", to_ask),
        ),
        form("coordinator", "programmes:event_cancel", [slug, to_cancel.public_id], {}),
        form("coordinator", "programmes:event_person", [slug, noted.public_id], {"note": "present"}),
        form("comes", "programmes:own_event", [invited.public_id], {"answer": "yes"}),
        form("decides", "programmes:own_event", [decided.public_id], {"decision": "thinks"}),
        form("guest", "programmes:event_link", [event_links.link_value(linked)], {"answer": "yes"}),
        form("arrives", "programmes:check_in", [here.event.check_in_code], {}),
    ]


def account_forms(stage: Stage) -> list[Form]:
    """One's own login; the last of them gives the session another key."""
    account = stage.accounts["waiting"]
    other, another = make.make_session(account), make.make_session(account)
    del another
    fields = {"password": "een-lange-zin-met-veel-woorden"}
    return [
        form("waiting", "account_change_email", [], {"email": "verhuisd@voorbeeld.example"}),
        form("waiting", "account_end_session", [other.public_id], {}),
        form("waiting", "account_end_other_sessions", [], {}),
        form("waiting", "account_set_password", [], fields),
    ]


def more_forms(stage: Stage) -> list[Form]:
    """Everything but what `twice_world.forms` sends as the cast."""
    who = (own_forms, link_forms, staff_forms, event_forms, table_forms, account_forms)
    what = (pair_forms, life_forms, matching_forms, choosing_forms, dating_forms, programme_forms)
    return [each for part in (*who, *what) for each in part(stage)]
