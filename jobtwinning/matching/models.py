"""What the coordinator decided before and around a proposal; the engine itself keeps nothing."""

from typing import Any

from django.db import models

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme


class Directive(PublicIdModel):
    """Pin (vastzetten), forbid (niet samen) or prefer (liever samen) two people, with the reason that is kept."""

    class Kind(models.TextChoices):
        PIN = "pin"
        FORBID = "forbid"
        PREFER = "prefer"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    teacher = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="directives_as_teacher")
    non_teacher = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="directives_as_non_teacher")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["teacher", "non_teacher"], name="one_directive_per_two_people")]

    def __str__(self) -> str:
        return self.kind


class Scenario(PublicIdModel):
    """A proposal with everything needed to make it again: rules, objective, decisions, seed, engine version."""

    class State(models.TextChoices):
        OPEN = "open"
        ASKED = "asked"  # one coordinator wants to send it, a second one is to look
        COMMITTED = "committed"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="scenarios")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    name = models.CharField(max_length=60, blank=True)
    objective = models.CharField(max_length=10)
    weighing = models.CharField(max_length=20, blank=True)  # matching.weighing; empty in the first scenarios
    seed = models.PositiveIntegerField(default=0)
    engine_version = models.CharField(max_length=20)
    input_hash = models.CharField(max_length=64)  # of people, wishes, rules and directives as the engine got them
    status = models.CharField(max_length=30)
    result = models.JSONField()  # pairs and unmatched by participation public id, and the figures
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)
    made_at = models.DateTimeField(default=clock.now)
    committed_at = models.DateTimeField(null=True, blank=True)
    sends_at = models.DateTimeField(null=True, blank=True)  # when the mails leave; until then it can be undone
    asked_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    pair_ids = models.JSONField(default=list)  # public ids of the pairs that sending it made
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["programme", "region", "-made_at"])]

    def __str__(self) -> str:
        return self.public_id

    @property
    def figures(self) -> dict[str, Any]:
        """The figures of its own objective."""
        return dict(self.result.get("figures", {}).get(self.objective) or {})

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """The proposed pairs, with their scores; why: `explanations`."""
        return list(self.result.get("pairs", ()))

    @property
    def unmatched(self) -> list[dict[str, Any]]:
        """Who stays alone, and why."""
        return list(self.result.get("unmatched", ()))


class Explanation(models.Model):
    """Why two people are together in a proposal (uitleg): a row per pair, so that a page reads those it shows."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="explanations")
    teacher = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="+")
    non_teacher = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="+")
    content = models.JSONField()  # see stored.told

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "teacher"], name="one_explanation_per_proposed_pair")
        ]

    def __str__(self) -> str:
        return f"explanation {self.pk}"


class ConfidentialityDecision(PublicIdModel):
    """What is possible when somebody's work may be confidential, decided before a proposal (vertrouwelijkheid)."""

    class Outcome(models.TextChoices):
        RESOLVABLE = "resolvable"  # op te lossen
        ALTERNATIVE_ACTIVITIES = "alternative_activities"  # iets anders dan meekijken
        NOT_SUITABLE = "not_suitable"

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="confidentiality")
    outcome = models.CharField(max_length=24, choices=Outcome.choices)
    note = models.CharField(max_length=300, blank=True)
    answers = models.CharField(max_length=60, blank=True)  # codes it was about; other answers ask a new decision
    decided_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)
    decided_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.outcome


class Request(PublicIdModel):
    """Somebody was asked whether a wish may be wider (verzoek); only they themselves change it."""

    class Kind(models.TextChoices):
        TRAVEL = "travel"
        MUST = "must"

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    asked = models.CharField(max_length=60)  # minutes one way, or the criterion that need not be a must
    asked_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "kind", "asked"], name="asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked}"


class Said(models.Model):
    """What somebody said about one person of the other side, on a card or after a talk (antwoord op iemand; MAT-05).

    A yes of a card is told to nobody until the other says yes too; a no keeps the two apart, whoever said it.
    """

    class Answer(models.TextChoices):
        YES = "yes"
        MAYBE = "maybe"
        NO = "no"

    class Source(models.TextChoices):
        CARD = "card"  # open matching: counts once both say yes
        TALK = "talk"  # a ballot after a short talk: asked for, counts once the results were told
        OPEN = "open"  # such a ballot before that: it may change and counts nowhere

    by = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="said")
    about = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="said_about")
    answer = models.CharField(max_length=5, choices=Answer.choices)
    source = models.CharField(max_length=4, choices=Source.choices)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "about", "source"], name="one_answer_about_somebody"),
            models.CheckConstraint(condition=~models.Q(by=models.F("about")), name="nobody_answers_about_themselves"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
