"""A column more, and every value doubled: the kind of change that must not happen by half or twice."""

import os
import time
from pathlib import Path

from django.db import migrations, models
from django.db.models import F


def double(apps, schema_editor):
    Plant = apps.get_model("growing", "Plant")
    halfway = os.environ.get("GROWING_HALFWAY")
    keys = list(Plant.objects.order_by("pk").values_list("pk", flat=True))
    for number, key in enumerate(keys):
        if halfway and number == len(keys) // 2:
            Path(halfway).touch()
            time.sleep(60)  # until somebody kills us
        Plant.objects.filter(pk=key).update(height_cm=F("height_cm") * 2)


class Migration(migrations.Migration):
    dependencies = [("growing", "0001_start")]
    operations = [
        migrations.AddField("Plant", "name", models.CharField(max_length=20, default="")),
        migrations.RunPython(double, migrations.RunPython.noop),
    ]
