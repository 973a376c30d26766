from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0003_held"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="request_id",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
    ]
