"""Who notes the days when the place is closed."""

from django.db import migrations

from accounts import roles


def grant(apps, schema_editor):
    roles.grant_app(apps, "identity.closure")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_who_erases_people"), ("identity", "0004_closures")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
