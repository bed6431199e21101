import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


def bring(apps, schema_editor):
    """The one question of each rendez-vous, in its drafts too, and the answers given to it."""
    Event, Question, Registration = (
        apps.get_model('events', name) for name in ('Event', 'Question', 'Registration')
    )
    for event in Event.objects.exclude(question=''):
        key = f'{event.pk:08x}'
        row = Question.objects.create(event=event, key=key, label=event.question, sort_order=0)
        _bring_drafts(apps, event, row)
        for registration in Registration.objects.filter(session__event=event).exclude(answer=''):
            registration.answers = [
                {'key': key, 'question': event.question, 'answer': registration.answer}
            ]
            registration.save(update_fields=['answers'])


def _bring_drafts(apps, event, row):
    revisions = apps.get_model('wagtailcore', 'Revision').objects.filter(
        content_type__app_label='events', content_type__model='event', object_id=str(event.pk)
    )
    for revision in revisions:
        label = revision.content.pop('question', '')
        revision.content['questions'] = [
            {
                'pk': row.pk,
                'sort_order': 0,
                'event': event.pk,
                'key': row.key,
                'label': label,
                'kind': row.kind,
                'choices': '',
                'required': False,
                'help_text': '',
                'shown_if': '',
            }
        ] * bool(label)
        revision.save(update_fields=['content'])


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0006_slots_are_kept'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='answers',
            field=models.JSONField(blank=True, default=list, verbose_name='réponses'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('key', models.CharField(blank=True, editable=False, max_length=8)),
                ('label', models.CharField(max_length=200, verbose_name='question')),
                ('kind', models.CharField(choices=[('text', 'une réponse libre'), ('choice', 'un choix dans une liste'), ('yes_no', 'oui ou non'), ('number', 'un nombre')], default='text', max_length=10, verbose_name='réponse attendue')),
                ('choices', models.TextField(blank=True, help_text='Un par ligne, deux au moins.', max_length=1000, verbose_name='choix proposés')),
                ('required', models.BooleanField(default=False, verbose_name='réponse obligatoire')),
                ('help_text', models.CharField(blank=True, max_length=200, verbose_name='précision')),
                ('shown_if', models.CharField(blank=True, help_text='Vide : posée à tout le monde. Sinon, la réponse à la dernière question posée à tout le monde au-dessus de celle-ci, par exemple « Oui ».', max_length=200, verbose_name='posée si')),
                ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='events.event')),
            ],
            options={
                'verbose_name': 'question',
                'ordering': ['sort_order', 'pk'],
                'abstract': False,
            },
        ),
        migrations.RunPython(bring, migrations.RunPython.noop, elidable=True),
    ]
