from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("matching", "0002_erased_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="scenario",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(model_name="scenario", name="pair_ids", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="scenario", name="sends_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="scenario",
            name="state",
            field=models.CharField(
                choices=[("open", "Open"), ("asked", "Asked"), ("committed", "Committed")],
                default="open",
                max_length=10,
            ),
        ),
    ]
