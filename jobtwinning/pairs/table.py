"""The table of pairs of a programme."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest, Trim
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jobtwinning.intake.models import ParticipantLine
from jobtwinning.intake.table import people
from jobtwinning.intake.table.columns import CHOICE, DATE, NOTE_LENGTH, TEXT, Column, Moment
from jobtwinning.intake.table.people import PERMISSIONS, permission_of
from jobtwinning.intake.table.tables import Cells, Table, Words, register, replace_column
from jobtwinning.pairs.life_words import state_word
from jobtwinning.pairs.models import RUNNING, Pair, PairTableLine, Seat
from jobtwinning.pairs.pages import kind_word
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.viewer import Viewer

TEACHER, NON_TEACHER = "teacher_seat", "non_teacher_seat"  # how a row reaches its two halves
State = Pair.State
READY = "ready"  # to be sent later
PHASES = {READY: _("staat klaar")} | {state.value: lazy(state_word, str)(state) for state in State}
KINDS = {kind.value: lazy(kind_word, str)(kind) for kind in Pair.Kind}
SIGNALS = {"talk": _("wil praten"), "call": _("wil gebeld worden")}


def every_row() -> QuerySet[Pair]:
    """Every pair, with its two halves joined by name."""
    return Pair.objects.alias(
        **{
            TEACHER: FilteredRelation("seats", condition=Q(seats__side=Side.TEACHER)),
            NON_TEACHER: FilteredRelation("seats", condition=Q(seats__side=Side.NON_TEACHER)),
        }
    )


def rows(viewer: Viewer, programme: Programme) -> QuerySet[Pair]:
    """The pairs this coordinator guides, without the own pair and what was taken back before it was sent."""
    found = every_row().filter(programme=programme, region_id__in=viewer.coordinated_region_ids(programme))
    found = found.exclude(ended_at__lt=F("proposed_at"))
    if viewer.person is not None:
        found = found.exclude(Exists(Seat.objects.filter(pair=OuterRef("pk"), person=viewer.person)))
    return found


def list_page(programme: Programme) -> str:
    return reverse("pairs:pairs", args=[programme.slug])


def row_page(programme: Programme, public_id: str) -> str:
    return f"{list_page(programme)}?koppel={public_id}"


def counted(number: int) -> str:
    return ngettext("%(n)s koppel", "%(n)s koppels", number) % {"n": number}


def name_of(cells: Cells) -> str:
    """Both names; of who was erased there is none."""
    names = [cells[code] for code in ("teacher", "non_teacher") if cells[code]]
    return f" {gettext('en')} ".join(names)


# --- Values ---------------------------------------------------------------------------------------


def name_in(seat: str) -> Trim:
    """Who sits there; empty after erasing."""
    given, surname = (Coalesce(f"{seat}__person__{name}", Value("")) for name in ("given_name", "surname"))
    return Trim(Concat(given, Value(" "), surname))


def phase() -> Case:
    """The state, and whether it waits to be sent."""
    is_ready = Q(state=State.PROPOSED, proposed_at__gt=Moment())
    return Case(When(is_ready, then=Value(READY)), default=F("state"), output_field=TextField())


def last_contact() -> Coalesce:
    """The later of the two days in the table of people."""
    one, other = (f"{seat}__participation__line__last_contact_on" for seat in (TEACHER, NON_TEACHER))
    return Coalesce(Greatest(one, other), one, other)


def signal() -> Case:
    """What stands on the list of things to do, as far as somebody asked for it."""
    before = either(talk_asked_at__isnull=False, answer=Seat.Answer.OPEN) & Q(
        state=State.PROPOSED, proposed_at__lte=Moment()
    )
    after = either(trial_answer=Seat.TrialAnswer.TALK) & Q(state=State.TRIAL)
    call = either(call_asked_at__isnull=False) & Q(state__in=RUNNING)
    return Case(When(before | after, then=Value("talk")), When(call, then=Value("call")), default=Value(""))


def either(**said: Any) -> Q:
    """One of the two said so."""
    one, other = (Q(**{f"{seat}__{name}": value for name, value in said.items()}) for seat in (TEACHER, NON_TEACHER))
    return one | other


def store_contacts(edits: Mapping[Any, Cells]) -> None:
    """A day on which somebody spoke a pair is that of both its people."""
    days = {row.pk: cells["last_contact"] or None for row, cells in edits.items() if "last_contact" in cells}
    seats = Seat.objects.filter(pair__in=days, participation__isnull=False).order_by("participation", "pair")
    lines = {
        participation: ParticipantLine(participation_id=participation, last_contact_on=days[pair])
        for participation, pair in seats.values_list("participation", "pair")
    }
    ParticipantLine.objects.bulk_create(
        lines.values(), update_conflicts=True, unique_fields=["participation"], update_fields=["last_contact_on"]
    )


PAIRS = Table(
    code="pairs",
    slug="koppels",
    words=Words(
        title=_("Tabel van koppels"),
        none_title=_("Nog geen koppels"),
        none_text=_("Maak eerst een voorstel: wie past bij wie?"),
        no_match=_("Met deze filters is er geen koppel. Haal er een weg."),
        readers=_("Beide mensen van het koppel kunnen dit bij Mijn gegevens lezen. Schrijf niets over gezondheid."),
        editing=_(
            "Aanpassen kan in laatste contact, notitie en eigen kolommen. Laatste contact geldt voor beide mensen van "
            "het koppel, ook in de tabel van deelnemers."
        ),
        whole_list=_("Naar de koppels"),
    ),
    counted=counted,
    every_row=every_row,
    rows=rows,
    columns=[
        Column("teacher", _("Docent"), TEXT, name_in(TEACHER)),
        Column("non_teacher", _("Niet-docent"), TEXT, name_in(NON_TEACHER)),
        Column("school", _("School"), TEXT, f"{TEACHER}__participation__employment__organisation__name"),
        Column("organisation", _("Organisatie"), TEXT, f"{NON_TEACHER}__participation__employment__organisation__name"),
        Column("region", _("Regio"), TEXT, "region__name", is_default=False),
        Column("phase", _("Stand"), CHOICE, phase(), PHASES),
        Column("kind", _("Soort match"), CHOICE, "kind", KINDS, is_default=False),
        Column("signal", _("Te doen"), CHOICE, signal(), SIGNALS),
        Column("starts", _("Eerste dag"), DATE, "starts_on"),
        Column("ends", _("Laatste dag"), DATE, "planned_end_on", is_default=False),
        Column("last_contact", _("Laatste contact"), DATE, last_contact(), is_editable=True),
        Column(
            "teacher_permission",
            _("Toestemming voor de docent"),
            CHOICE,
            permission_of(f"{TEACHER}__participation"),
            PERMISSIONS,
            is_default=False,
        ),
        Column(
            "non_teacher_permission",
            _("Toestemming voor de niet-docent"),
            CHOICE,
            permission_of(f"{NON_TEACHER}__participation"),
            PERMISSIONS,
            is_default=False,
        ),
        Column("note", _("Notitie"), TEXT, "line__note", is_editable=True, is_passage=True, max_length=NOTE_LENGTH),
    ],
    people=(f"{TEACHER}__person__public_id", f"{NON_TEACHER}__person__public_id"),
    order=(*(F(f"{seat}__person__surname").asc(nulls_last=True) for seat in (TEACHER, NON_TEACHER)), "pk"),
    name_of=name_of,
    row_page=row_page,
    list_page=list_page,
    unless_asked=("phase", Q(state__in=(State.DECLINED, State.WITHDRAWN, State.LAPSED))),
    line=PairTableLine,
    line_key="pair",
    attributes={"note": "note"},
    store_more=store_contacts,
    is_timed=True,
)


# --- What the table of people says more -----------------------------------------------------------

PROPOSED, PAIRED, DONE = "proposed", "paired", "done"
PHASES_OF_PEOPLE = {
    **{code: word for code, word in people.PHASES.items() if code != Participation.State.WITHDRAWN},
    PROPOSED: _("Heeft een voorstel"),
    PAIRED: _("In een koppel"),
    DONE: _("Koppel afgerond"),
    Participation.State.WITHDRAWN.value: people.PHASES[Participation.State.WITHDRAWN],
}


def phase_of_people() -> Case:
    """How far somebody is: before a pair the state of the participation, then that of the newest seat that counts."""
    seats = Seat.objects.filter(participation=OuterRef("pk"))
    return Case(
        When(state=Participation.State.WITHDRAWN, then=F("state")),
        When(Exists(seats.filter(active=True, pair__state=State.PROPOSED)), then=Value(PROPOSED)),
        When(Exists(seats.filter(active=True)), then=Value(PAIRED)),
        When(Exists(seats.filter(pair__state=State.FINISHED)), then=Value(DONE)),
        default=F("state"),
        output_field=TextField(),
    )


def register_tables() -> None:
    """The table of pairs, and in that of people the phases of a pair."""
    register(PAIRS)
    replace_column("deelnemers", Column("phase", _("Fase"), CHOICE, phase_of_people(), PHASES_OF_PEOPLE))
