import django.db.models.deletion
from django.db import migrations, models

import jobtwinning.core.clock

STATES = [
    ("proposed", "Proposed"),
    ("accepted", "Accepted"),
    ("trial", "Trial"),
    ("definite", "Definite"),
    ("paused", "Paused"),
    ("finished", "Finished"),
    ("ended", "Ended"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
    ("lapsed", "Lapsed"),
]
END_REASONS = [
    ("no_click", "No Click"),
    ("time", "Time"),
    ("work", "Work"),
    ("silent", "Silent"),
    ("other", "Other"),
]
EXIT_REASONS = [
    ("no_click", "No Click"),
    ("time", "Time"),
    ("planning", "Planning"),
    ("expected", "Expected"),
    ("work", "Work"),
    ("other", "Other"),
]


class Migration(migrations.Migration):
    dependencies = [("pairs", "0004_talk_first")]

    operations = [
        migrations.AlterField("pair", "state", models.CharField(choices=STATES, default="proposed", max_length=12)),
        migrations.AddField(
            "pair", "end_reason", models.CharField(blank=True, choices=END_REASONS, max_length=12, default=""), False
        ),
        migrations.AddField("pair", "trial_asked_on", models.DateField(blank=True, null=True)),
        migrations.AddField("pair", "paused_on", models.DateField(blank=True, null=True)),
        migrations.AddField("pair", "paused_until", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "pair", "paused_from", models.CharField(blank=True, choices=STATES, max_length=12, default=""), False
        ),
        migrations.AddField("pair", "pause_days", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "seat",
            "trial_answer",
            models.CharField(
                blank=True,
                choices=[("continue", "Continue"), ("talk", "Talk"), ("silent", "Silent")],
                max_length=8,
                default="",
            ),
            False,
        ),
        migrations.AddField("seat", "trial_answered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("seat", "left_at", models.DateTimeField(blank=True, null=True)),
        migrations.CreateModel(
            "ExitNote",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, choices=EXIT_REASONS, max_length=10)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("hours", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("final_survey", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=jobtwinning.core.clock.now)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exit_note", to="pairs.seat"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "pair",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        paused_on__isnull=False, paused_until__isnull=False, paused_until__gte=models.F("paused_on")
                    ),
                    state="paused",
                )
                | models.Q(~models.Q(state="paused"), paused_on__isnull=True, paused_until__isnull=True),
                name="a_pause_has_an_end",
            ),
        ),
    ]
