"""What each database does its own way, behind the same few functions.

write(rows): keep the tokens of entries, rows being (id, title, keywords, summary, body)
forget(ids): drop the tokens of entries that are deleted
counts(question): how many entries answer, by kind
ranked(question, kind, limit): ids of the entries that answer, best first
ranked_objects(question, kind, limit, since): the same, as pks of the objects themselves; with
    `since`, those too that expired after it

What is stale by now counts for seven tenths when entries are ranked.
"""

from types import ModuleType

from django.db import connection

from search.engines import postgresql, sqlite

BY_VENDOR: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def current() -> ModuleType:
    return BY_VENDOR[connection.vendor]
