"""The table of people of a programme."""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobtwinning.intake.models import HOLDS, ManagerPermission, ParticipantLine
from jobtwinning.intake.table.columns import CHOICE, DATE, NOTE_LENGTH, TEXT, Column
from jobtwinning.intake.table.tables import Cells, Table, Words
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.viewer import Viewer
from jobtwinning.surveys.models import Answer

State = Participation.State
SIDES = {Side.TEACHER.value: _("docent"), Side.NON_TEACHER.value: _("niet-docent")}
PHASES = {
    State.SIGNED_UP.value: _("Aangemeld"),
    State.INTAKE_COMPLETE.value: _("Intake compleet"),
    State.READY.value: _("Klaar voor matching"),
    State.WITHDRAWN.value: _("Uitgeschreven"),
}
PERMISSIONS = {
    "none": _("nog niet gevraagd"),
    ManagerPermission.State.ASKED.value: _("wacht op antwoord"),
    ManagerPermission.State.QUESTION.value: _("heeft een vraag"),
    ManagerPermission.State.GIVEN.value: _("ja"),
    ManagerPermission.State.REFUSED.value: _("nee"),
    ManagerPermission.State.WITHDRAWN.value: _("ingetrokken"),
    ManagerPermission.State.PASSED_ON.value: _("doorgegeven"),
    ManagerPermission.State.REPLACED.value: _("vervangen"),
}
PHONE_ITEM = "I20"  # of the intake; what it says and the number of the person are one


def permission_of(participation: str) -> Coalesce:
    """The permission that counts: the one that is open or given, else the newest."""
    rows = ManagerPermission.objects.filter(participation=OuterRef(participation))
    holding = Subquery(rows.filter(state__in=HOLDS).values("state")[:1])
    newest = Subquery(rows.order_by("-asked_at", "-pk").values("state")[:1])
    return Coalesce(holding, newest, Value("none"))


def rows(viewer: Viewer, programme: Programme) -> QuerySet[Participation]:
    """Who takes part in this programme in the regions this coordinator was given."""
    return Participation.objects.filter(programme=programme, region_id__in=viewer.coordinated_region_ids(programme))


def row_page(programme: Programme, public_id: str) -> str:
    return reverse("intake:participant", args=[programme.slug, public_id])


def list_page(programme: Programme) -> str:
    return reverse("intake:participants", args=[programme.slug])


def name_of(cells: Cells) -> str:
    return f"{cells['given_name']} {cells['surname']}".strip()


def counted(number: int) -> str:
    return ngettext("%(n)s deelnemer", "%(n)s deelnemers", number) % {"n": number}


def store_phones(edits: Mapping[Any, Cells]) -> None:
    """The number of the person, and what the intake said about it."""
    phones = {cast(Participation, row): cells["phone"] for row, cells in edits.items() if "phone" in cells}
    numbers = {row.person_id: phone for row, phone in phones.items()}
    people = list(Person.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    for person in people:
        person.phone = numbers[person.pk]
        person.version += 1
    Person.objects.bulk_update(people, ["phone", "version"], batch_size=200)
    link = "response__response_key__link__participation"
    said = list(Answer.objects.filter(item=PHONE_ITEM, **{f"{link}__in": list(phones)}).annotate(of=F(link)))
    by_pk = {row.pk: phone for row, phone in phones.items()}
    for answer in said:
        answer.value = by_pk[answer.of]
    Answer.objects.bulk_update([one for one in said if one.value], ["value"], batch_size=200)
    Answer.objects.filter(pk__in=[one.pk for one in said if not one.value]).delete()


PEOPLE = Table(
    code="people",
    slug="deelnemers",
    words=Words(
        title=_("Tabel van deelnemers"),
        none_title=_("Nog niemand in deze tabel"),
        none_text=_("Zodra iemand zich aanmeldt, staat hier een rij. Je kunt ook een bestand met deelnemers inlezen."),
        no_match=_("Met deze filters is er niemand. Haal er een weg."),
        readers=_("Wie het aangaat, kan dit bij Mijn gegevens lezen. Schrijf niets over gezondheid."),
        editing=_(
            "Aanpassen kan in telefoon, laatste contact, notitie en eigen kolommen. Nieuwe mensen zet je erbij met "
            "Lees deelnemers in."
        ),
        whole_list=_("Alle deelnemers"),
    ),
    counted=counted,
    every_row=Participation.objects.all,
    rows=rows,
    columns=[
        Column("surname", _("Achternaam"), TEXT, "person__surname"),
        Column("given_name", _("Voornaam"), TEXT, "person__given_name"),
        Column("side", _("Kant"), CHOICE, "side", SIDES),
        Column("organisation", _("Organisatie"), TEXT, "employment__organisation__name"),
        Column("function", _("Functie"), TEXT, "employment__function", is_default=False),
        Column("region", _("Regio"), TEXT, "region__name", is_default=False),
        Column("email", _("E-mail"), TEXT, "person__email", is_default=False),
        Column("phone", _("Telefoon"), TEXT, "person__phone", is_editable=True, max_length=30),
        Column("phase", _("Fase"), CHOICE, "state", PHASES),
        Column("last_contact", _("Laatste contact"), DATE, "line__last_contact_on", is_editable=True),
        Column("permission", _("Toestemming leidinggevende"), CHOICE, permission_of("pk"), PERMISSIONS),
        Column("note", _("Notitie"), TEXT, "line__note", is_editable=True, is_passage=True, max_length=NOTE_LENGTH),
    ],
    people=("person__public_id",),
    order=("person__surname", "person__given_name", "pk"),
    name_of=name_of,
    row_page=row_page,
    list_page=list_page,
    unless_asked=("phase", Q(state=State.WITHDRAWN)),
    line=ParticipantLine,
    line_key="participation",
    attributes={"note": "note", "last_contact": "last_contact_on"},
    store_more=store_phones,
)
