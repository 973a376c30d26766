from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pairs", "0003_erased_people")]

    operations = [
        migrations.AddField(model_name="seat", name="is_spoken", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="seat", name="talk_asked_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="seat",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("time", "Time"),
                    ("travel", "Travel"),
                    ("field", "Field"),
                    ("known", "Known"),
                    ("other", "Other"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="seat", name="reason_text", field=models.CharField(blank=True, max_length=300)
        ),
    ]
