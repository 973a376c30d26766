"""What a registrar may know of the answers: numbers, as long as none of them tells who."""

from dataclasses import dataclass

from jobtwinning.intake.models import ColleagueList


@dataclass(frozen=True, slots=True)
class Answers:
    """How many said what; None where it would tell about fewer people than the programme shows."""

    named: int
    answered: int | None
    silent: int | None
    said_yes: int | None
    said_no: int | None

    @property
    def are_told(self) -> bool:
        return self.answered is not None


def answers_of(handed_in: ColleagueList) -> Answers:
    """Yes, no and silent when each is about enough people; else answered and silent, when both are; else nothing.

    Whoever reads them knows how many there are together and subtracts, so a number never stands beside one that is
    too small to print.
    """
    floor = handed_in.programme.rules.small_group
    yes, no = handed_in.said_yes, handed_in.said_no
    silent = handed_in.named - yes - no
    if min(yes, no, silent) >= floor:
        return Answers(handed_in.named, yes + no, silent, yes, no)
    if min(yes + no, silent) >= floor:
        return Answers(handed_in.named, yes + no, silent, None, None)
    return Answers(handed_in.named, None, None, None, None)
