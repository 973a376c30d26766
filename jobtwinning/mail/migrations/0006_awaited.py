from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0005_mail_hold"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="is_awaited",
            field=models.BooleanField(default=False),
        ),
    ]
