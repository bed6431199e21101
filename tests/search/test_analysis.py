"""The words of the trade, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import STOP_WORDS, analyse, pieces, stem, words

TOGETHER = [
    "éveil eveil ÉVEIL l’éveil l'éveil d'éveil éveils",
    "jeu jeux",
    "petit petits petite petites",
    "doudou doudous",
    "biberon biberons",
    "cœur coeur cœurs CŒUR",
    "émotion emotions l’émotion",
    "MAM M.A.M. M.A.M mam MAMs",
    "microcrèche microcrèches micro-crèche micro\u2011crèches",
    "tout-petit tout-petits toutpetit",
    "assistant assistante assistants assistantes",
    "maternel maternelle maternels maternelles",
    "animé animée animés animées",
    "accompagné accompagnée accompagnées",
    "salarié salariée salariés salariées",
    "agréé agréée agréés",
    "éducateur éducatrice éducateurs éducatrices",
    "puériculteur puéricultrice puéricultrices",
    "directeur directrice",
    "moteur motrice moteurs motrices",
    "auteur auteure autrice autrices",
    "chanteur chanteuse chanteurs chanteuses",
    "heureux heureuse heureuses",
    "actif active actifs actives",
    "éducatif éducative éducatives",
    "premier première premières premiers",
    "infirmier infirmière infirmières",
    "professionnel professionnelle professionnels professionnelles",
    "gardien gardienne gardiennes",
    "bon bonne bons bonnes",
    "gros grosse grosses",
    "bas basse",
    "doux douce douces",
    "beau belle beaux belles",
    "nouveau nouvelle nouveaux nouvelles",
    "public publique publics publiques",
    "fort forte forts fortes",
    "social sociale sociaux sociales",
    "animal animaux",
    "journal journaux",
    "travail travaux",
    "œil yeux",
    "cheveu cheveux",
    "genou genoux",
    "tableau tableaux",
    "matériau matériaux",
    "repas",
    "mois",
    "an ans",
    "bébé bébés",
    "colère colères",
    "morsure morsures",
    "crèche crèches",
    "comptine comptines",
    "soirée soirées",
    "activité activités",
    "niçois niçoise niçoises",
    "français française françaises",
    "relais relai",
    "entrée entrées",
    "sons",
    "stage stages",
    "étudiant étudiante étudiantes",
    "apprenti apprentie apprentis apprenties",
    "besoin besoins",
    "rythme rythmes",
    "chanson chansons",
    "langue langues",
]

APART = [
    ("porte", "port"),
    ("mot", "moto"),
    ("cour", "courir"),
    ("bain", "banc"),
    ("tension", "attention"),
    ("livre", "livraison"),
    ("commune", "commun"),
    ("portée", "porte"),
    ("entrée", "entre"),
    ("course", "cours"),
    ("conte", "compte"),
    ("enfant", "enfance"),
    ("lecture", "lecteur"),
    ("mois", "moi"),
    ("peur", "peu"),
    ("RAM", "rame"),
]


@pytest.mark.parametrize("line", TOGETHER)
def test_forms_of_one_word_are_one_token(line):
    forms = {tuple(analyse(word)) for word in line.split()}
    assert len(forms) == 1
    assert forms != {()}


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_only_look_alike_stay_apart(one, other):
    assert analyse(one) != analyse(other)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("0-3 ans", ["0", "3", "an"]),
        ("0 à 3 ans", ["0", "3", "an"]),
        ("RPE/RAM", ["rpe", "ram"]),
        ("Aujourd’hui", ["aujourdhui"]),
        ("jusqu’à l’été", ["ete"]),
        ("les, cette, ils, chez", []),
        ("tout le monde", ["monde"]),
        ("le tout-petit", ["tout", "petit"]),
        ("ﬁche n° 12", ["fiche", "12"]),
        ("\uff2d\uff41\uff4d", ["mam"]),
        ("m²", ["m2"]),
        ("حضانة", []),
        ("a" * 300, []),
        ("", []),
        ("\0", []),
    ],
)
def test_what_becomes_of_a_text(text, tokens):
    assert analyse(text) == tokens


def test_no_inflected_word_is_lost_to_a_stop_word():
    inflected = ["sons", "mois", "entrées", "commentées", "peux", "dessous"]
    assert [word for word in inflected if not analyse(word)] == []


def test_every_stem_is_its_own_stem():
    found = {stem(word) for line in TOGETHER for word in words(line)} - STOP_WORDS
    assert {token: stem(token) for token in found if stem(token) != token} == {}


FRENCH = st.text(alphabet="abceilmnorstuvxéèœçÀ'’.- 03", max_size=40)


@given(st.text() | FRENCH)
def test_analysing_tokens_again_changes_nothing(text):
    tokens = analyse(text)
    assert analyse(" ".join(tokens)) == tokens


@given(st.text() | FRENCH)
def test_tokens_are_plain_letters_and_digits_whatever_the_text(text):
    tokens = analyse(text)
    assert [token for token in tokens if not (token.isascii() and token.isalnum())] == []


@given(st.text() | FRENCH)
def test_the_pieces_of_a_text_are_the_whole_text(text):
    assert "".join(piece for piece, _is_word in pieces(text)) == text
