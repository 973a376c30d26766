"""Whether a proposal that was made before can still be sent: everybody is free, and nobody was parted since."""

from collections.abc import Mapping

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.core.errors import DomainError
from jobtwinning.matching.masking import names_of as masked_names
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.queries import decisions_by_pair
from jobtwinning.pairs.queries import former_partners, seated_person_keys
from jobtwinning.programmes.models import Participation


def refuse_gone(scenario: Scenario, people: dict[str, Participation]) -> None:
    """Whoever withdrew, moved or was paired since the proposal was made is named."""
    seated = seated_person_keys(one.person_id for one in people.values())
    gone = [
        one
        for one in people.values()
        if one.person_id in seated or one.state != Participation.State.READY or one.region_id != scenario.region_id
    ]
    missing = sum(each[side] not in people for each in scenario.pairs for side in ("left", "right"))
    if gone or missing:
        names = get_text_list(sorted(masked_names(gone).values()), _("en")) if gone else _("iemand")
        raise DomainError(
            "stale",
            ngettext(
                "Dit voorstel klopt niet meer: %(names)s doet niet meer mee of heeft al een ander voorstel. "
                "Maak een nieuw voorstel.",
                "Dit voorstel klopt niet meer: %(names)s doen niet meer mee of hebben al een ander voorstel. "
                "Maak een nieuw voorstel.",
                len(gone) or 1,
            )
            % {"names": names},
        )


def refuse_forbidden_since(scenario: Scenario, people: Mapping[str, Participation]) -> None:
    """Whom a coordinator kept apart since."""
    decisions = decisions_by_pair(scenario.programme, scenario.region)
    for each in scenario.pairs:
        decision = decisions.get((each["left"], each["right"]))
        if decision is not None and decision.kind == Directive.Kind.FORBID:
            one, other = masked_names([people[each["left"]], people[each["right"]]]).values()
            raise DomainError(
                "forbidden_since",
                _("%(one)s en %(other)s mogen niet samen, dat is na dit voorstel besloten. Maak een nieuw voorstel.")
                % {"one": one, "other": other},
            )


def refuse_former_partners(scenario: Scenario, people: Mapping[str, Participation]) -> None:
    """Who were a pair or said no since this proposal was made are not proposed to each other again (MAT-08, MAT-09)."""
    former = former_partners(scenario.programme)
    for each in scenario.pairs:
        both = people[each["left"]], people[each["right"]]
        if (both[0].person_id, both[1].person_id) in former:
            one, other = masked_names(both).values()
            raise DomainError(
                "partners_since",
                _("%(one)s en %(other)s hadden na dit voorstel al een voorstel samen. Maak een nieuw voorstel.")
                % {"one": one, "other": other},
            )
