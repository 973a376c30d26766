from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0004_request_id"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="held_for_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="MailHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("programme_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("source", models.CharField(max_length=12)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["source"], name="mail_mailho_source_d84698_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme_id", "person_id", "source"), name="one_hold_per_person_and_list"
                    )
                ],
            },
        ),
    ]
