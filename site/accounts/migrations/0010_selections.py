"""Who makes selections of resources."""

from django.db import migrations

from accounts import roles


def grant(apps, schema_editor):
    roles.grant_app(apps, "resources.selection")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_lending"), ("resources", "0009_selections_and_lists")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
