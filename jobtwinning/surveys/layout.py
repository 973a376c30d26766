"""How the questions of a form hang together on the page."""

from dataclasses import dataclass

from django.forms import BoundField

from jobtwinning.surveys.questionnaires import Item


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with what hangs under it: questions of its own group and whole other groups.

    when: the answers to the question above under which it is asked, separated by spaces; empty at the top.
    """

    item: Item
    field: BoundField
    when: str
    who_reads: str
    follow_ups: tuple["Question", ...]
    blocks: tuple["Block", ...]

    @property
    def direction(self) -> BoundField | None:
        """The choice between alike and different that stands inside a weight."""
        return next((each.field for each in self.follow_ups if each.item.code.endswith(".direction")), None)

    @property
    def is_weight(self) -> bool:
        """Whether it is drawn as nought to three stones."""
        return self.item.scale == "importance4"

    @property
    def under(self) -> tuple["Question", ...]:
        """The follow-ups that stand below it; the direction stands inside."""
        return tuple(each for each in self.follow_ups if not each.item.code.endswith(".direction"))


@dataclass(frozen=True, slots=True)
class Block:
    """Questions under one head, with who reads them when that is the same for all."""

    code: str
    title: str
    hint: str
    when: str
    questions: tuple[Question, ...]
    who_reads: str
