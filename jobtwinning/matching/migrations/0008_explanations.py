import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0007_open_ballots'),
        ('programmes', '0007_events'),
    ]

    operations = [
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('non_teacher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.participation')),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='matching.scenario')),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.participation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scenario', 'teacher'), name='one_explanation_per_proposed_pair')],
            },
        ),
    ]
