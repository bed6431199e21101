"""Who may keep the reasons for leaving a journey."""

from django.db import migrations

from accounts import roles


def grant(apps, schema_editor):
    roles.grant_app(apps, "vocabulary")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sees_every_name"), ("vocabulary", "0002_exit_reasons")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
