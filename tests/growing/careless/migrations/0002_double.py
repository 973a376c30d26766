"""The control: the same without a transaction around it, and in an order that can run twice."""

from django.db import migrations, models

from tests.growing.migrations import __name__ as careful


def double(apps, schema_editor):
    from importlib import import_module

    import_module(f"{careful}.0002_double").double(apps, schema_editor)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("growing", "0001_start")]
    operations = [
        migrations.RunPython(double, migrations.RunPython.noop),
        migrations.AddField("Plant", "name", models.CharField(max_length=20, default="")),
    ]
