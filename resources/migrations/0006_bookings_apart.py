"""Two bookings that hold one kit never overlap, cleaning included: PostgreSQL sees to it itself.

SQLite has no such constraint; there, a transaction that writes is alone from its first line. Ranges
of one key stand for equality, so that no extension has to be installed.
"""

from django.db import migrations

APART = """
ALTER TABLE resources_booking ADD CONSTRAINT bookings_apart EXCLUDE USING gist (
    int8range(copy_id, copy_id, '[]') WITH &&,
    daterange(starts_on, busy_until, '[]') WITH &&
) WHERE (status IN ('requested', 'confirmed', 'prepared', 'lent'))
"""
TOGETHER = "ALTER TABLE resources_booking DROP CONSTRAINT bookings_apart"


def keep_apart(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(APART)


def let_together(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TOGETHER)


class Migration(migrations.Migration):
    dependencies = [("resources", "0005_lending")]
    operations = [migrations.RunPython(keep_apart, let_together)]
