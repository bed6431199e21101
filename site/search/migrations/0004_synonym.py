from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0003_synonyms")]
    operations = [
        migrations.RenameModel("SynonymGroup", "Synonym"),
        migrations.AlterModelOptions(
            "synonym",
            {
                "ordering": ["words", "pk"],
                "verbose_name": "synonymes",
                "verbose_name_plural": "synonymes",
            },
        ),
    ]
