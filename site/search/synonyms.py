"""Synonyms, applied to the question and never to the index: a group that staff save is in force
at the next search, everywhere, with nothing to index again and nothing to fall out of step.
"""

from collections import defaultdict

from search.models import Synonym

Phrase = tuple[str, ...]


def load() -> dict[Phrase, list[Phrase]]:
    """For each phrase that has synonyms, all that it may stand for; itself first."""
    meanings: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
    for group in Synonym.objects.all():
        phrases = group.phrases()
        for phrase in phrases[:1] if group.one_way else phrases:
            meanings[phrase] |= dict.fromkeys([phrase, *phrases])
    return {phrase: list(others) for phrase, others in meanings.items()}
