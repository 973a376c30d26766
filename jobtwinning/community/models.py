"""Stories that pairs tell (verhaal): public only while both partners stand by exactly these words (REC-01)."""

from django.db import models
from django.db.models import Count, F, Q

from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories by who stands by them."""

    def public(self) -> "StoryQuerySet":
        """Approved by both, in the words that stand there now."""
        now = Q(approvals__story_version=F("version"))
        return self.annotate(yes_count=Count("approvals", filter=now, distinct=True)).filter(Q(yes_count=2))


class Story(PublicIdModel):
    """What a pair did and what it gave them, in both languages."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="stories")
    title_nl = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text_nl = models.TextField()
    text_en = models.TextField()
    version = models.PositiveIntegerField(default=1)  # other words are another version, which nobody approved yet
    made_at = models.DateTimeField(default=clock.now)

    objects = StoryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.public_id


class StoryApproval(models.Model):
    """One of the two says yes to these words, and how to be named. Taken back: the row goes."""

    class Named(models.TextChoices):
        NOT = "not"
        GIVEN_NAME = "given_name"
        FULL_NAME = "full_name"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    story_version = models.PositiveIntegerField()
    named = models.CharField(max_length=12, choices=Named.choices)
    approved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "person"], name="one_story_approval_per_person")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.person_id}"
