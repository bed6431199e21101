"""Who may find a person among all those the place knows, and erase them."""

from django.db import migrations

from accounts import roles


def grant(apps, schema_editor):
    roles.grant_app(apps, "accounts.person")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_people_can_be_erased")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
