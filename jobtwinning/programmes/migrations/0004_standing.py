from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("programmes", "0003_ready"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="is_standing",
            field=models.BooleanField(default=False),
        ),
    ]
