"""The synonyms of the trade, to start with: staff change them in the back office."""

from django.db import migrations

BOTH_WAYS = [
    ["assistant maternel", "assmat", "ass mat"],
    ["éducateur de jeunes enfants", "EJE"],
    ["maison d’assistants maternels", "MAM"],
    ["relais petite enfance", "RPE", "RAM", "relais d’assistants maternels"],
    ["protection maternelle et infantile", "PMI"],
    ["établissement d’accueil du jeune enfant", "EAJE"],
    ["violences éducatives ordinaires", "VEO"],
    ["accompagnant éducatif petite enfance", "AEPE"],
    ["référent santé et accueil inclusif", "RSAI"],
    ["lieu d’accueil enfants-parents", "LAEP"],
    ["validation des acquis de l’expérience", "VAE"],
    ["sommeil", "sieste"],
    ["doudou", "objet transitionnel"],
]
ONE_WAY = [
    ["nounou", "assistant maternel", "assmat", "ass mat", "garde d’enfants à domicile"],
    ["crèche", "EAJE", "établissement d’accueil du jeune enfant", "multi-accueil"],
]


def sow(apps, schema_editor):
    groups = apps.get_model("search", "SynonymGroup").objects
    for one_way, lists in ((False, BOTH_WAYS), (True, ONE_WAY)):
        for words in lists:
            groups.create(words="\n".join(words), one_way=one_way)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_tokens")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
