from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("matching", "0004_requests_and_confidentiality")]

    operations = [
        migrations.AlterField(
            model_name="directive",
            name="kind",
            field=models.CharField(
                choices=[("pin", "Pin"), ("forbid", "Forbid"), ("prefer", "Prefer")], max_length=8
            ),
        ),
        migrations.AddField(
            model_name="scenario", name="name", field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="scenario", name="weighing", field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="scenario", name="version", field=models.PositiveIntegerField(default=1),
        ),
    ]
