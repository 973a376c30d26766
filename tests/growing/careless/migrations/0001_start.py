from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Plant",
            fields=[("id", models.BigAutoField(primary_key=True)), ("height_cm", models.IntegerField())],
        ),
    ]
