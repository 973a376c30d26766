from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0005_contact_persons"),
    ]

    operations = [
        migrations.AlterField(
            model_name="channel",
            name="kind",
            field=models.CharField(
                choices=[
                    ("poster", "Poster"),
                    ("mail", "Mail"),
                    ("link", "Link"),
                    ("meeting", "Meeting"),
                    ("person", "Person"),
                    ("employer", "Employer"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="channel",
            name="label",
            field=models.CharField(max_length=250),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "employer")),
                fields=("programme", "region", "organisation"),
                name="one_channel_of_an_employer",
            ),
        ),
    ]
