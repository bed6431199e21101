"""The ledger of presences, and who may read and write it."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts import roles


def grant(apps, schema_editor):
    roles.grant_app(apps, "events.presence")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_sees_every_name'),
        ('events', '0016_answers_change'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('half_day', models.PositiveSmallIntegerField(default=1, help_text='La combientième de la séance, à partir de 1.', verbose_name='demi-journée')),
                ('status', models.CharField(choices=[('present', 'présence'), ('late', 'en retard'), ('left_early', 'départ avant la fin'), ('excused', 'absence excusée'), ('absent', 'absence'), ('cleared', 'note effacée')], max_length=10, verbose_name='présence')),
                ('minutes', models.PositiveSmallIntegerField(default=0, verbose_name='minutes de présence')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='notée le')),
                ('replaced_at', models.DateTimeField(blank=True, null=True, verbose_name='corrigée le')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='presences', to='accounts.person', verbose_name='personne')),
                ('recorded_by', models.ForeignKey(blank=True, help_text='Vide : la personne elle-même.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='notée par')),
                ('registration', models.ForeignKey(blank=True, help_text='Vide : la personne est venue sans s’être inscrite.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='presences', to='events.registration', verbose_name='inscription')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='events.session', verbose_name='séance')),
            ],
            options={
                'verbose_name': 'présence',
                'ordering': ['session', 'half_day', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('session', 'person', 'half_day'), name='one_live_presence_per_half_day', violation_error_message='La présence de cette personne est déjà notée.'), models.CheckConstraint(condition=models.Q(models.Q(('minutes__gt', 0), ('status__in', ['present', 'late', 'left_early'])), models.Q(('minutes', 0), ('status__in', ['excused', 'absent', 'cleared'])), _connector='OR'), name='presence_has_minutes_when_attended', violation_error_message='Qui était là l’était au moins une minute ; qui n’y était pas, aucune.'), models.CheckConstraint(condition=models.Q(('minutes__lte', 1440)), name='presence_is_within_a_day', violation_error_message='Une présence ne dure pas plus de 24 heures.'), models.CheckConstraint(condition=models.Q(('half_day__gte', 1)), name='presence_half_day_starts_at_one', violation_error_message='La première demi-journée porte le numéro 1.')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
