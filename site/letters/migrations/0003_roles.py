"""Who may read the list of letters, send one again and change their words."""

from django.db import migrations

from accounts import roles


def grant(apps, schema_editor):
    roles.grant_app(apps, "letters")


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_texts"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
