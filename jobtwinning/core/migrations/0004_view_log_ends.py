"""Where the chain of the view log starts and ends; a log that is there already gets its ends."""

from django.db import migrations, models


def remember(apps, schema_editor):
    rows = apps.get_model("core", "ViewLog").objects.using(schema_editor.connection.alias).order_by("pk")
    first, last = rows.first(), rows.last()
    if last is not None:
        apps.get_model("core", "ViewLogEnds").objects.using(schema_editor.connection.alias).create(
            oldest_hash=first.previous_hash, newest_hash=last.row_hash, newest_id=last.pk
        )


class Migration(migrations.Migration):

    dependencies = [("core", "0003_schedule")]

    operations = [
        migrations.CreateModel(
            name="ViewLogEnds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("oldest_hash", models.CharField(max_length=64)),
                ("newest_hash", models.CharField(max_length=64)),
                ("newest_id", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
