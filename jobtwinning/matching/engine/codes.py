"""The closed lists of codes the engine knows; every word on a screen is made elsewhere from these."""

from typing import Final, Literal

Side = Literal["left", "right"]
Direction = Literal["alike", "different", "no_matter", "offers"]
TravelMode = Literal["car", "public_transport", "bike"]
FunctionLevel = Literal["leads", "does not lead"]
Confidentiality = Literal["none", "resolvable", "alternative_activities", "not_suitable"]
Mode = Literal["surprise", "choose", "leave_to_coordinator"]
DayPartState = Literal["can", "rather_not", "no", "teaching"]
Ballot = Literal["yes", "maybe", "no"]
BallotDirection = Literal["left_to_right", "right_to_left"]
Objective = Literal["floor", "total", "quality", "stable"]
Status = Literal["solved", "no_pair_possible"]
Band = Literal["strong", "good", "doubt"]
PairKind = Literal["subject", "motivation", "surprise"]
ReasonKind = Literal["plus", "minus", "practical", "unknown"]

CRITERIA: Final = (
    "subject",
    "education",
    "age",
    "company_type",
    "education_type",
    "function_type",
    "motivation",
    "target_group",
    "yields",
    "nearness",
    "time",
    "organisation",
    "personal",
)
PRACTICAL: Final = frozenset({"nearness", "time"})
ALWAYS_ON: Final = frozenset({"nearness", "time", "yields"})
# What somebody who wants a surprise is still judged on; everything else counts as a prior.
KEPT_BY_SURPRISE: Final = frozenset({"nearness", "time", "yields", "motivation", "subject"})
# Criteria for which a wish may name the codes that are sought.
WITH_VALUES: Final = frozenset(
    {"subject", "company_type", "education_type", "function_type", "motivation", "target_group", "organisation"}
)

DIRECTIONS: Final = ("alike", "different", "no_matter", "offers")
TRAVEL_MODES: Final = ("car", "public_transport", "bike")
FUNCTION_LEVELS: Final = ("leads", "does not lead")
CONFIDENTIALITY: Final = ("none", "resolvable", "alternative_activities", "not_suitable")
MODES: Final = ("surprise", "choose", "leave_to_coordinator")
DAY_PART_STATES: Final = ("can", "rather_not", "no", "teaching")
BALLOTS: Final = ("yes", "maybe", "no")
BALLOT_DIRECTIONS: Final = ("left_to_right", "right_to_left")
# The last place somebody can give in an order of others.
LAST_PLACE: Final = 100
OBJECTIVES: Final = ("floor", "total", "quality", "stable")

# Levels of the Dutch qualification framework: how far two educations lie apart.
EDUCATION_LEVELS: Final[dict[str, int]] = {
    "vmbo": 2,
    "mbo": 4,
    "havo": 4,
    "vwo": 5,
    "ad": 5,
    "hbo": 6,
    "wo": 7,
    "phd": 8,
}
GOALS: Final = ("self", "student_education", "organisation")
YIELDS: Final = tuple(f"Y{number:02d}" for number in range(1, 15))
# Yields that ask for a long road: at least LONG_MONTHS and LONG_HOURS together.
LONG_YIELDS: Final = frozenset({"Y03", "Y07", "Y11", "Y12", "Y14"})
# Yields that both organisations have to want.
MUTUAL_YIELDS: Final = frozenset({"Y03", "Y07"})
SHORT_MONTHS: Final = 3
SHORT_HOURS: Final = 20.0
LONG_MONTHS: Final = 6
LONG_HOURS: Final = 42.0

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_PARTS: Final = tuple(f"{day}-{part}" for day in DAYS for part in ("morning", "afternoon", "evening"))

# Why two people may not be paired; the position is the bit in the refusal mask.
REFUSALS: Final = (
    "same_organisation",
    "know_each_other",
    "other_region",
    "too_far",
    "too_few_weeks",
    "too_few_day_parts",
    "confidentiality",
    "must_not_met",
    "must_unknown",
    "veto",
    "ended_pair",
    "already_paired",
    "forbidden",
)
BIT: Final[dict[str, int]] = {code: 1 << position for position, code in enumerate(REFUSALS)}

# Why somebody stays alone.
UNMATCHED_REASONS: Final = ("no_allowed_partner", "below_floor", "too_few_on_other_side", "partners_taken")

# Scores count to this resolution: solvers see whole numbers.
RESOLUTION: Final = 1_000_000
