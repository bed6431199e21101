"""A menu for each place of the page, empty: the site then proposes its usual one."""

from django.db import migrations

PLACES = ["main", "footer", "legal"]


def create(apps, schema_editor):
    Menu = apps.get_model("navigation", "Menu")
    Menu.objects.bulk_create([Menu(place=place) for place in PLACES])


class Migration(migrations.Migration):
    dependencies = [("navigation", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
