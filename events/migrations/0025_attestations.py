"""Codes by which attestations are checked, for the presences noted so far too."""

import django.db.models.deletion
import django.utils.timezone
import events.models.attestation
from django.db import migrations, models


def give_codes(apps, schema_editor):
    attestations = apps.get_model("events", "Attestation").objects
    rows = apps.get_model("events", "Presence").objects.exclude(person=None)
    there = rows.filter(replaced_at=None, minutes__gt=0).order_by().distinct()
    for session, person in there.values_list("session", "person"):
        attestations.create(session_id=session, person_id=person)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_who_erases_people'),
        ('events', '0024_places_on_request'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=events.models.attestation.new_code, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attestations', to='accounts.person')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attestations', to='events.session')),
            ],
            options={
                'verbose_name': 'attestation',
                'constraints': [models.UniqueConstraint(fields=('session', 'person'), name='one_attestation_per_person_and_session', violation_error_message='Cette personne a déjà un code pour cette séance.')],
            },
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
