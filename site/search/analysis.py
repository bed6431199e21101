"""French text to index tokens: the same words, whoever writes them and however.

Plain Python on purpose: both databases receive finished tokens, so both find the same things.
Every token matches [a-z0-9]+, and analysing tokens again gives the same tokens.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_APOSTROPHES = str.maketrans(dict.fromkeys("’\u2018\u2019\u02bc\u02b9\u2032`\xb4\uff07\u02bb", "'"))
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)

_ACCENTS = re.compile("[\u0300-\u036f]+")
_ACRONYM = re.compile(r"(?<![a-z0-9])(?:[a-z]\.){2,}(?:[a-z](?![a-z0-9]))?")
_ELISION = re.compile(
    r"(?<![a-z0-9])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu)'(?=[a-z0-9])"
)
_TOKEN = re.compile(r"[a-z0-9]+")
_PIECE = re.compile(r"(?:[^\W_]\.){2,}(?:[^\W_]\b)?|(?:[^\W_]|[\u0300-\u036f])+")

# Words that say nothing about what a text is about. Kept on purpose: « été » (the season), « pas ».
STOP_WORDS = frozenset(
    """
    a ai aient ainsi alors as au aucun aucune aussi autre autres aux avaient avait avec avez avoir
    avons c ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans
    de des desormais donc dont du elle elles en encore entre es est et etaient etait etant etre
    eu eux fait faut hors hui il ils j je jusque l la laquelle le lequel les lesquelles lesquels
    leur leurs lors lorsque lui m ma mais me meme memes mes moi mon n ne ni nos notre nous on ont
    ou par parce pendant peu peut peuvent plus pour pourquoi puis puisque qu quand que quel quelle
    quelles quels qui quoi s sa sans se selon sera seront ses si soi soit son sont sous sur t ta te
    tel telle telles tels tes toi ton tous tout toute toutes tres tu un une vers voici
    voila vos votre vous y
    """.split()  # noqa: SIM905
)

# What the rules below would get wrong: irregular plurals, short adjectives, and words that would
# otherwise meet an unrelated one (« portée » and « porte », « commune » and « commun »).
_EXCEPTIONS = {
    "yeux": "oeil",
    "travaux": "travail",
    "vitraux": "vitrail",
    "materiaux": "materiau",
    "noyaux": "noyau",
    "tuyaux": "tuyau",
    "boyaux": "boyau",
    "joyaux": "joyau",
    "maux": "mal",
    "oraux": "oral",
    "egaux": "egal",
    "ans": "an",
    "doux": "doux",
    "douce": "doux",
    "douces": "doux",
    "beau": "bel",
    "beaux": "bel",
    "belle": "bel",
    "belles": "bel",
    "nouveau": "nouvel",
    "commune": "commune",
    "communes": "commune",
    "bon": "bon",
    "bonne": "bon",
    "bonnes": "bon",
    "gros": "gros",
    "grosse": "gros",
    "grosses": "gros",
    "bas": "bas",
    "basse": "bas",
    "basses": "bas",
    "fort": "fort",
    "forte": "fort",
    "fortes": "fort",
    "haute": "haut",
    "hautes": "haut",
    "verte": "vert",
    "vertes": "vert",
    "seule": "seul",
    "seules": "seul",
    "brune": "brun",
    "brunes": "brun",
    "lente": "lent",
    "lentes": "lent",
    "orale": "oral",
    "orales": "oral",
    "egale": "egal",
    "egales": "egal",
    "vraie": "vrai",
    "vraies": "vrai",
    "bleue": "bleu",
    "bleues": "bleu",
    "publique": "public",
    "publiques": "public",
    "portee": "portee",
    "portees": "portee",
    "duree": "duree",
    "durees": "duree",
    "pensee": "pensee",
    "pensees": "pensee",
    "puree": "puree",
    "purees": "puree",
    "fois": "fois",
    "bras": "bras",
    "repas": "repas",
    "temps": "temps",
    "corps": "corps",
    "sens": "sens",
    "gens": "gens",
    "avis": "avis",
    "pays": "pays",
    "fils": "fils",
    "tests": "test",
    "pas": "pas",
    "deux": "deux",
    "eaux": "eau",
}
_EXCEPTIONS |= {stem: stem for stem in _EXCEPTIONS.values()}

# Written apart, with a hyphen or in one word: always two tokens, so that « crèche » finds a
# « microcrèche ».
COMPOUNDS = [
    ("micro", "crèche"),
    ("mini", "crèche"),
    ("multi", "accueil"),
    ("tout", "petit"),
    ("jeune", "enfant"),
    ("psycho", "motricité"),
    ("socio", "éducatif"),
    ("inter", "professionnel"),
    ("co", "éducation"),
    ("bébé", "signe"),
    ("porte", "bébé"),
    ("visio", "conférence"),
    ("ludo", "thèque"),
]


def fold(text: str) -> str:
    """Lower case, no accent, no ligature, one apostrophe.

    >>> fold("L’ÉVEIL du Cœur")
    "l'eveil du coeur"
    """
    text = text.translate(_APOSTROPHES).casefold().translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text)
    return _ACCENTS.sub("", text).casefold().translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text, elisions cut and dotted acronyms closed; nothing dropped.

    >>> words("L’accueil en M.A.M., aujourd’hui")
    ['accueil', 'en', 'mam', 'aujourdhui']
    """
    text = fold(text).replace("aujourd'hui", "aujourdhui")
    text = _ACRONYM.sub(lambda match: match[0].replace(".", "") + " ", text)
    return _TOKEN.findall(_ELISION.sub(" ", text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What singular and plural, masculine and feminine share.

    >>> [stem(word) for word in ("jeux", "petites", "assistantes", "animatrice", "porte")]
    ['jeu', 'petit', 'assistant', 'animateu', 'porte']

    A stem never becomes a stop word (« sons », « mois », « entrée »), it would be lost.
    """
    while (shorter := _shorten(word)) != word and shorter not in STOP_WORDS:
        word = shorter
    return word


def _shorten(word: str) -> str:
    """One rule applied, or the word itself when none is left."""
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    if len(word) < 4 or not word.isalpha():
        return word
    for rule in (_singular, _masculine):
        if (shorter := rule(word)) != word:
            return shorter
    return word


def _singular(word: str) -> str:
    if word.endswith("aux") and not word.endswith("eaux"):
        return word[:-2] + "l" if len(word) > 5 else word
    if word.endswith(("eaux", "eux", "oux")):
        return word[:-1]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _masculine(word: str) -> str:
    if len(word) < 5:
        return word
    if word.endswith("ee"):
        return word[:-1]
    if len(word) < 6:
        return word
    for feminine, masculine in _GENDERS:
        if word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    if word.endswith("e") and not word.endswith("se"):
        return _undouble(word[:-1])
    return word


# « eu » stands for eur, eux and euse, teur and trice: chanteur = chanteuse, heureux = heureuse.
_GENDERS = [
    ("trice", "teu"),
    ("euse", "eu"),
    ("eur", "eu"),
    ("ive", "if"),
    ("aise", "ais"),
    ("oise", "ois"),
]


def _undouble(word: str) -> str:
    return word[:-1] if word[-1] == word[-2] and word[-1] in "lnt" else word


LONGEST_TOKEN = 60  # letters; what is longer is not a word, and PostgreSQL refuses 2 kB

_HELD = {(stem(fold(first)), stem(fold(second))) for first, second in COMPOUNDS}
_GLUED = {
    stem(fold(first + second)): (stem(fold(first)), stem(fold(second)))
    for first, second in COMPOUNDS
}


def _stems(text: str) -> Iterator[str]:
    for word in words(text):
        if (word in STOP_WORDS and word != "tout") or len(word) > LONGEST_TOKEN:
            continue
        token = stem(word)
        yield from _GLUED.get(token, (token,))


def analyse(text: str) -> list[str]:
    """The tokens of a text, in order.

    >>> analyse("L’éveil des tout-petits en microcrèche")
    ['eveil', 'tout', 'petit', 'micro', 'crech']
    """
    stems = list(_stems(text))
    return [
        token
        for token, after in zip(stems, [*stems[1:], ""], strict=False)
        if token not in STOP_WORDS or (token, after) in _HELD
    ]


def held_together(first: str, second: str = "") -> bool:
    """Whether two words are one in the trade's mouth, hyphen or not.

    >>> held_together("tout", "petits")
    True
    """
    return (stem(fold(first)), stem(fold(second))) in _HELD


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text as written, cut in words (True) and what stands between them (False).

    >>> list(pieces("l’éveil !"))
    [('l', True), ('’', False), ('éveil', True), (' !', False)]
    """
    end = 0
    for match in _PIECE.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    if end < len(text):
        yield text[end:], False
