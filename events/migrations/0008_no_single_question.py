from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0007_questions'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='event',
            name='question',
        ),
        migrations.RemoveField(
            model_name='registration',
            name='answer',
        ),
    ]
