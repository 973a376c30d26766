"""What tables, columns and codes are called on the page and in the file of somebody's own data."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Mapping[str, Promise] = {
    "people.Person": _("Wie je bent"),
    "accounts.Account": _("Je account"),
    "account.EmailAddress": _("Mailadressen van je account"),
    "people.Employment": _("Waar je werkt"),
    "people.Region": _("Regio waarvan jij de contactpersoon bent"),
    "programmes.RoleGrant": _("Rollen die je hebt of had"),
    "programmes.Participation": _("Waaraan je meedoet"),
    "people.Consent": _("Je toestemming"),
    "surveys.ResponseKey": _("Aan welke kant je antwoorden tellen"),
    "surveys.Response": _("Vragenlijsten"),
    "surveys.Answer": _("Je antwoorden"),
    "matching.Directive": _("Wat de coördinator vooraf over je koppel besloot"),
    "pairs.Pair": _("Je koppels"),
    "pairs.Seat": _("Jouw plek in een koppel"),
    "twinning.Goal": _("Leerdoelen van jou en van jullie samen"),
    "twinning.Meeting": _("Jullie ontmoetingen"),
    "twinning.HoursEntry": _("Je uren"),
    "mail.OutboxMail": _("Mails aan jou"),
    "core.ViewLog": _("Wie keek, en bij wie jij keek"),
    "core.History": _("Wat er gebeurde"),
}

COLUMNS: Mapping[str, Promise] = {  # by the name of the column, or by table and column where that says more
    "accepted_at": _("Koppel sinds"),
    "account": _("Account"),
    "account_id": _("Wie keek"),
    "active": _("Telt nu mee"),
    "actor_id": _("Wie deed het"),
    "address": _("Aan"),
    "answer": _("Jouw antwoord"),
    "answered_at": _("Beantwoord op"),
    "at": _("Wanneer"),
    "band": _("Hoe goed jullie passen"),
    "body_html": _("De mail, opgemaakt"),
    "body_text": _("De mail"),
    "calendar": _("Agendabestand"),
    "cancelled_at": _("Ingetrokken op"),
    "channel": _("Hoe je ons vond"),
    "codes": _("Kenmerken"),
    "contact_email": _("Mailadres"),
    "contact_name": _("Naam"),
    "contact_phone": _("Telefoon"),
    "created_at": _("Klaargezet op"),
    "data_class": _("Soort gegevens"),
    "date_joined": _("Account sinds"),
    "email": _("Mailadres"),
    "employment": _("Functie"),
    "ended_at": _("Geëindigd op"),
    "ends_at": _("Tot"),
    "ends_on": _("Tot en met"),
    "function": _("Functie"),
    "given": _("Toestemming"),
    "given_name": _("Voornaam"),
    "granted_at": _("Gekregen op"),
    "intake_completed_at": _("Intake klaar op"),
    "is_active": _("Account is open"),
    "is_platform_admin": _("Beheerder van het platform"),
    "item": _("Vraag"),
    "kind": _("Soort match"),
    "language": _("Taal"),
    "last_login": _("Laatst ingelogd"),
    "leads_people": _("Geeft leiding"),
    "made_by": _("Gemaakt door"),
    "matching.Directive.kind": _("Besluit"),
    "non_teacher": _("Jouw deelname"),
    "on": _("Dag"),
    "opened_at": _("Klaargezet op"),
    "organisation": _("Organisatie"),
    "owner": _("Van wie"),
    "page": _("Welke pagina"),
    "pair": _("Koppel"),
    "participation": _("Deelname"),
    "person": _("Wie"),
    "person_ids": _("Wie te zien was"),
    "phone": _("Telefoon"),
    "place": _("Waar"),
    "planned_end_on": _("Gepland tot en met"),
    "primary": _("Hoofdadres"),
    "private_hours": _("Uren in eigen tijd"),
    "programme": _("Ronde"),
    "programme_id": _("Ronde"),
    "proposed_at": _("Voorgesteld op"),
    "public_id": _("Kenmerk"),
    "purpose": _("Waarvoor"),
    "region": _("Regio"),
    "region_id": _("Regio"),
    "reply_to": _("Antwoorden gaan naar"),
    "revoked_at": _("Ingetrokken op"),
    "role": _("Rol"),
    "sent_at": _("Verstuurd op"),
    "side": _("Kant"),
    "signed_up_at": _("Aangemeld op"),
    "starts_at": _("Van"),
    "starts_on": _("Vanaf"),
    "state": _("Stand"),
    "subject": _("Onderwerp"),
    "subject_id": _("Kenmerk"),
    "subject_type": _("Waarover"),
    "submitted_at": _("Ingeleverd op"),
    "surname": _("Achternaam"),
    "teacher": _("Jouw deelname"),
    "template": _("Welke mail"),
    "text": _("Leerdoel"),
    "text_hash": _("Controlegetal van de tekst"),
    "text_version": _("Versie van de tekst"),
    "user": _("Account"),
    "value": _("Antwoord"),
    "verb": _("Wat"),
    "verified": _("Bevestigd"),
    "what": _("Wat"),
    "where": _("Adres of plek"),
    "work_hours": _("Uren in werktijd"),
}

SIDES = {"teacher": _("docent"), "non_teacher": _("werkt buiten het onderwijs")}
LANGUAGES = {"nl": _("Nederlands"), "en": _("Engels")}
CODES: Mapping[str, Mapping[str, Promise]] = {  # the words for a column's codes
    "accounts.Account.language": LANGUAGES,
    "people.Person.language": LANGUAGES,
    "people.Consent.language": LANGUAGES,
    "mail.OutboxMail.language": LANGUAGES,
    "people.Consent.purpose": {"research": _("evaluatie en onderzoek")},
    "programmes.Participation.side": SIDES,
    "programmes.Participation.state": {
        "signed_up": _("aangemeld"),
        "intake_complete": _("intake klaar"),
        "withdrawn": _("gestopt"),
    },
    "programmes.RoleGrant.role": {"coordinator": _("coördinator"), "researcher": _("onderzoeker")},
    "surveys.ResponseKey.side": SIDES,
    "matching.Directive.kind": {"pin": _("vastgezet"), "forbid": _("niet samen")},
    "pairs.Pair.state": {
        "proposed": _("voorgesteld"),
        "accepted": _("aan de slag"),
        "finished": _("afgerond"),
        "declined": _("niet doorgegaan"),
        "withdrawn": _("ingetrokken"),
    },
    "pairs.Pair.kind": {"subject": _("vakmatch"), "motivation": _("motivatie"), "surprise": _("verrassing")},
    "pairs.Pair.band": {"strong": _("sterk"), "good": _("goed"), "doubt": _("twijfel")},
    "pairs.Seat.side": SIDES,
    "pairs.Seat.answer": {"open": _("nog geen antwoord"), "accepted": _("ja"), "declined": _("nee")},
    "twinning.Meeting.place": {"school": _("op school"), "work": _("op het werk"), "elsewhere": _("ergens anders")},
    "mail.OutboxMail.state": {
        "waiting": _("wacht"),
        "sending": _("onderweg"),
        "sent": _("verstuurd"),
        "failed": _("niet gelukt"),
        "cancelled": _("ingetrokken"),
    },
    "core.ViewLog.data_class": {
        "profile": _("namen en werk"),
        "contact": _("namen en mailadressen"),
        "answers": _("je antwoorden"),
    },
    "core.History.verb": {
        "accept_pair": _("ja gezegd tegen een koppel"),
        "add_goal": _("leerdoel opgeschreven"),
        "answers_saved": _("antwoorden bewaard"),
        "cancel_meeting": _("ontmoeting afgezegd"),
        "change_goal": _("leerdoel aangepast"),
        "change_hours": _("uren aangepast"),
        "change_state": _("stand van een ronde veranderd"),
        "commit_scenario": _("voorstel vastgelegd"),
        "corrected": _("gegevens verbeterd"),
        "create_programme": _("ronde gemaakt"),
        "create_region": _("regio gemaakt"),
        "decline_pair": _("nee gezegd tegen een koppel"),
        "finish_pair": _("koppel afgerond"),
        "forbid": _("niet samen gezet"),
        "give_consent": _("toestemming gegeven"),
        "grant_role": _("rol gegeven"),
        "intake_completed": _("intake klaar"),
        "log_hours": _("uren opgeschreven"),
        "make_platform_admin": _("beheerder gemaakt"),
        "make_proposal": _("voorstel gemaakt"),
        "move_meeting": _("ontmoeting verzet"),
        "pin": _("vastgezet"),
        "plan_meeting": _("ontmoeting gepland"),
        "propose_pair": _("koppel voorgesteld"),
        "remove_directive": _("besluit over een koppel weggehaald"),
        "remove_goal": _("leerdoel weggehaald"),
        "remove_hours": _("uren weggehaald"),
        "response_submitted": _("vragenlijst ingeleverd"),
        "revoke_grant": _("rol ingetrokken"),
        "set_password": _("wachtwoord gekozen"),
        "signed_up": _("aangemeld"),
        "start_pair": _("koppel begonnen"),
        "withdraw_consent": _("toestemming ingetrokken"),
        "withdraw_pair": _("voorstel ingetrokken"),
        "withdrawn": _("gestopt"),
    },
    "core.History.subject_type": {
        "account": _("een account"),
        "directive": _("een besluit over een koppel"),
        "goal": _("een leerdoel"),
        "hoursentry": _("uren"),
        "meeting": _("een ontmoeting"),
        "pair": _("een koppel"),
        "participation": _("een deelname"),
        "person": _("een persoon"),
        "programme": _("een ronde"),
        "region": _("een regio"),
        "rolegrant": _("een rol"),
        "scenario": _("een voorstel met koppels"),
    },
}

WITHHELD: Mapping[str, Promise] = {  # per table, why a column is kept back
    "accounts.Account": _("Je wachtwoord bewaren we alleen versleuteld; niemand kan het lezen."),
    "account.EmailConfirmation": _("Codes om een mailadres te bevestigen; die zouden je account openen."),
    "mfa.Authenticator": _("De geheimen van je tweede stap bij het inloggen; die zouden je account openen."),
    "matching.Directive": _(
        "Waarom de coördinator twee mensen samen of juist niet samen zette: dat gaat ook over de ander. "
        "Vraag het aan je coördinator."
    ),
    "matching.Scenario": _("Berekende voorstellen: die gaan over iedereen in de regio tegelijk."),
    "pairs.Pair": _("De berekening achter een koppel: die rust ook op de antwoorden van de ander."),
    "surveys.ResponseKey": _("Het nummer waaronder je antwoorden tellen: alleen zo blijven ze zonder naam."),
}

PAGES: Mapping[str, Promise] = {  # pages of staff that show people
    "intake:participant": _("je aanmelding en intake"),
    "intake:participants": _("de lijst van deelnemers"),
    "matching:commit": _("een voorstel met koppels, voor het versturen"),
    "matching:decide": _("een besluit over wie er samen gaan"),
    "matching:propose": _("een nieuw voorstel met koppels"),
    "matching:two": _("hoe twee mensen bij elkaar passen"),
    "matching:workspace": _("het overzicht om koppels te maken"),
    "pairs:pairs": _("de lijst van koppels"),
    "programmes:administration": _("het beheer van rollen"),
    "programmes:sent_mail": _("de verzonden mails"),
}

FILE_ONLY = {  # for machines: in the file, not on the page
    "codes", "body_html", "calendar", "public_id", "subject_id", "template", "text_hash",
}  # fmt: skip


def title_of(table: str) -> str:
    return str(TITLES[table])


def label_of(table: str, column: str) -> str:
    """What a column is called."""
    return str(COLUMNS.get(f"{table}.{column}") or COLUMNS[column])


def word_of(table: str, column: str, code: object) -> str:
    """The word for a code; the code itself when there is none."""
    words = CODES.get(f"{table}.{column}", {})
    return str(words.get(str(code), code))


def page_words(name: str) -> str:
    """A page of staff in words."""
    return str(PAGES.get(name, _("een pagina van de coördinator")))
