"""What each type of resource is cited as; those that every place starts with are told apart."""

from django.db import migrations, models

CITED = {
    "rapport": ["guide", "fiche", "synthese"],
    "video": ["video"],
    "son": ["podcast"],
    "objet": ["malle", "jeu", "outil", "kit", "expo"],
}


def tell_apart(apps, schema_editor):
    for cited_as, keys in CITED.items():
        types = apps.get_model("vocabulary", "ResourceType").objects.filter(key__in=keys)
        types.update(cited_as=cited_as)


class Migration(migrations.Migration):
    dependencies = [("vocabulary", "0003_who_works_by_day")]
    operations = [
        migrations.AddField(
            model_name="resourcetype",
            name="cited_as",
            field=models.CharField(
                choices=[
                    ("livre", "un livre"),
                    ("rapport", "un guide, une brochure, un rapport"),
                    ("article", "un article"),
                    ("page", "une page d’un site"),
                    ("video", "une vidéo"),
                    ("son", "un enregistrement sonore"),
                    ("objet", "un objet : jeu, malle, matériel"),
                ],
                default="livre",
                help_text="Dans les bibliographies de qui cite une ressource, et chez qui moissonne.",
                max_length=10,
                verbose_name="se cite comme",
            ),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
