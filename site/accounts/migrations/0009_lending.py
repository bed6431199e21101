"""Who lends, takes bookings, counts, and says when the desk is open."""

from django.db import migrations

from accounts import roles

NEW = [
    "booking",
    "check",
    "exceptionalday",
    "hold",
    "lendingrules",
    "material",
    "stocktake",
    "structure",
]


def grant(apps, schema_editor):
    for model in NEW:
        roles.grant_app(apps, f"resources.{model}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_event_templates"), ("resources", "0005_lending")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
