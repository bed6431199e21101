"""The golden queries: the same answers on SQLite and on PostgreSQL."""

import pytest

from search.index import Entry, matching, put_many
from search.suggestions import mend, suggest

LIBRARY = {
    1: Entry("resource", 1, "/1", "L’éveil musical", summary="Comptines et jeux de doigts."),
    2: Entry("resource", 2, "/2", "Jeux libres au jardin", keywords="Jeu libre"),
    3: Entry("resource", 3, "/3", "Le doudou et la séparation", body="Un petit, deux petits."),
    4: Entry("resource", 4, "/4", "Repères de 0 à 3 ans", keywords="Tout-petits"),
    5: Entry("resource", 5, "/5", "Le relais petite enfance près de chez vous"),
    6: Entry("resource", 6, "/6", "Le RPE mode d’emploi", summary="Le relais du quartier."),
    7: Entry("resource", 7, "/7", "Du RAM à aujourd’hui"),
    8: Entry("resource", 8, "/8", "Ouvrir une M.A.M.", summary="Se regrouper, pas à pas."),
    9: Entry("resource", 9, "/9", "La maison d’assistantes maternelles"),
    10: Entry("resource", 10, "/10", "Projet de micro-crèche", body="Un dossier pour démarrer."),
    11: Entry("resource", 11, "/11", "Microcrèches : les textes"),
    12: Entry("resource", 12, "/12", "Une crèche dans la forêt"),
    13: Entry("resource", 13, "/13", "Assmat : le contrat", keywords="Assistants maternels"),
    14: Entry("resource", 14, "/14", "Être assistante maternelle agréée"),
    15: Entry("resource", 15, "/15", "Les ass’mat du quartier"),
    16: Entry("resource", 16, "/16", "Un gros cœur", summary="Album sur la colère."),
    17: Entry("resource", 17, "/17", "Nommer les émotions"),
    18: Entry("resource", 18, "/18", "Chacun sa sieste"),
    19: Entry("resource", 19, "/19", "Le sommeil du bébé"),
    20: Entry("resource", 20, "/20", "Derrière la porte"),
    21: Entry("resource", 21, "/21", "Le port et les bateaux"),
    22: Entry("resource", 22, "/22", "La moto rouge"),
    23: Entry("resource", 23, "/23", "Un mot pour toi"),
    24: Entry("resource", 24, "/24", "Courir, sauter"),
    25: Entry("resource", 25, "/25", "La cour de la maison"),
    26: Entry("resource", 26, "/26", "Le bain libre"),
    27: Entry("resource", 27, "/27", "Le banc"),
    28: Entry("resource", 28, "/28", "La tension des muscles"),
    29: Entry("resource", 29, "/29", "L’attention de l’adulte"),
    30: Entry("resource", 30, "/30", "Le livre de la nuit"),
    31: Entry("resource", 31, "/31", "La livraison des malles"),
    32: Entry("resource", 32, "/32", "Nounou à domicile"),
}

ANSWERS = {
    ("éveil", "eveil", "l'éveil", "l’éveil", "ÉVEIL", "L’eveil"): {1},
    ("jeu", "jeux", "Jeu", "les jeux"): {1, 2},
    ("petit", "petits", "petite", "petites"): {3, 4, 5},
    ("doudou", "doudous", "objet transitionnel"): {3},
    ("0-3 ans", "0 à 3 ans", "0/3 ans"): {4},
    ("RAM", "RPE", "relais petite enfance", "relais d’assistants maternels"): {
        5,
        6,
        7,
    },
    ("MAM", "M.A.M.", "mam", "maison d'assistants maternels"): {8, 9},
    ("micro-crèche", "micro crèche", "microcrèches", "micro creches"): {10, 11},
    ("crèche", "creche", "crèches"): {10, 11, 12},
    ("assmat", "assistante maternelle", "assistants maternels", "ass’mat"): {
        9,
        13,
        14,
        15,
    },
    ("coeur", "cœur", "CŒURS"): {16},
    ("les émotions", "emotion", "l’émotion"): {17},
    ("sieste", "sommeil"): {18, 19},
    ("nounou",): {9, 13, 14, 15, 32},
    ("porte",): {20},
    ("port",): {21},
    ("moto",): {22},
    ("mot",): {23},
    ("courir",): {24},
    ("cour",): {25},
    ("bain",): {26},
    ("banc",): {27},
    ("tension",): {28},
    ("attention",): {29},
    ("livre",): {30},
    ("livraison",): {31},
    ("maternelle", "maternel"): {9, 13, 14},
    ("relais",): {5, 6},
}


@pytest.fixture(autouse=True)
def _library(_database):
    put_many(LIBRARY.values())


@pytest.mark.parametrize(
    ("query", "answer"),
    [(query, answer) for queries, answer in ANSWERS.items() for query in queries],
)
def test_a_query_finds_the_same_whoever_types_it(query, answer):
    assert set(matching("resource", query)) == answer


HOSTILE = [
    *['"', "'", "%", "(", ")", "\\", "*", "", " ", "\t\n\u00a0", "\0", "é\0veil\0"],
    *["a" * 300, "mot " * 75, "AND", "NOT éveil", "éveil OR", "NEAR(a b)", "title:éveil"],
    *[
        "'; DROP TABLE search_indexentry; --",
        "&|!<->:*",
        '"éveil',
        "\ud800",
        "حضانة",
        "😀",
        "^",
        "{}",
    ],
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_text_breaks_a_query(query):
    assert set(matching("resource", query)) <= set(LIBRARY)
    assert len(suggest(query)) <= 8
    mend(query)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("evei", ["éveil"]),
        ("l'éve", ["l'éveil"]),
        ("L’ÉVE", ["L’éveil"]),
        ("coe", ["cœur"]),
        ("cœ", ["cœur"]),
        ("tout-p", ["tout-petits"]),
        ("microc", ["microcrèches"]),
        ("micro-c", ["micro-crèche"]),
        ("projet de micro", ["projet de micro-crèche"]),
        ("e", []),
        ("éveil ", []),
        ("zzz", []),
        ("", []),
    ],
)
def test_the_last_word_is_finished(typed, offered):
    assert suggest(typed) == offered


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("douduo", "doudou"),
        ("emmotions", "émotions"),
        ("somail", "sommeil"),
        ("l’attension", "l’attention"),
        ("asmat", "assmat"),
        ("doudou", None),
        ("xyzxyz", None),
        ("12345", None),
    ],
)
def test_a_word_that_nothing_answers_has_a_nearest_one(typed, meant):
    assert mend(typed) == meant
