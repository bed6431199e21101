"""Who keeps the templates of rendez-vous."""

from django.db import migrations

from accounts import roles


def grant(apps, schema_editor):
    roles.grant_app(apps, "events.eventtemplate")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_closures"), ("events", "0026_a_template_for_a_kind")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
