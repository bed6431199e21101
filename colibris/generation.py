"""The site's generation: a token that each write the public can see replaces, after its commit.

What was rendered under a token is true for as long as the token stays. Writes are seen where they
cannot hide, at the database's cursor: a bulk update, a line of SQL, a command, another process move
the generation like a form does. What nobody can see is told apart by its table, and by no more.
"""

import os
import re
import secrets
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

KEY = "generation"
# Tables of which no public page shows anything; a write too many costs one rendering a page.
UNSEEN = ("django_session", "django_tasks", "letters_", "wagtailcore_referenceindex")
READS = re.compile(
    r"[\s(]*(SELECT|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|SET|SHOW|BEGIN)\b", re.I
)
WRITES_BEHIND_WITH = re.compile(r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\b", re.I)
TABLE = re.compile(r'(?:INTO|UPDATE|FROM)\s+"?(\w+)', re.I)


class Link:
    """On one host: a symbolic link to a random token, replaced at a stroke. (The time of a file can
    be the same twice in a row of saves.)"""

    def __init__(self, path: Path):
        self.path = path

    def current(self) -> str | None:
        try:
            return os.readlink(self.path)
        except FileNotFoundError:
            self.move()
        return None  # this once, nothing is kept

    def move(self) -> None:
        token = secrets.token_hex(16)
        self.path.parent.mkdir(exist_ok=True)
        new = self.path.with_name(f"{self.path.name}.{token}")
        new.symlink_to(token)
        new.replace(self.path)


class Shared:
    """On several: a random token in the cache that they share. A counter would start again, and say
    the same twice, after the cache was emptied."""

    def current(self) -> str | None:
        token = cache.get(KEY)
        if token is None:
            self.move()
        return token

    def move(self) -> None:
        cache.set(KEY, secrets.token_hex(16), timeout=None)


def generation() -> Link | Shared:
    return Shared() if settings.REDIS_URL else Link(settings.GENERATION)


def watch(execute, sql, params, many, context):
    """Around each statement of a connection: once what was written is committed, the generation
    moves; what is rolled back moves nothing."""
    answer = execute(sql, params, many, context)
    if is_seen(sql):
        connection = context["connection"]
        transaction.on_commit(generation().move, using=connection.alias, robust=True)
    return answer


def is_seen(sql: str) -> bool:
    """Whether this statement may change what the public sees.

    >>> is_seen('UPDATE "events_session" SET "seats" = 5')
    True
    >>> is_seen('INSERT INTO "django_session" ("session_key") VALUES (%s)')
    False
    >>> is_seen('SELECT "id" FROM "events_session" FOR UPDATE')
    False
    >>> is_seen('WITH found AS (SELECT 1) SELECT * FROM found')
    False
    """
    if READS.match(sql):
        return False
    if sql.lstrip()[:4].upper() == "WITH" and not WRITES_BEHIND_WITH.search(sql):
        return False
    table = TABLE.search(sql)
    return table is None or not table[1].startswith(UNSEEN)


def watch_connection(connection, **kwargs):
    """Receiver of `connection_created`, which a connection also sends when it opens again."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)
