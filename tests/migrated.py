"""SQLite for the tests: the database after all migrations, made once and copied ever after.

Migrating takes half a minute, copying a tenth of a second. A migration or a dependency that changes
makes it again, by the command that a real place runs.
"""

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings

FOLDER = settings.BASE_DIR / "var" / "migrated"
ROOTS = ("colibris", "events", "resources", "site")


def copy_into(database: sqlite3.Connection) -> None:
    """Replace whatever this database holds."""
    source = sqlite3.connect(_migrated())
    source.backup(database)
    source.close()


def _migrated() -> Path:
    digest = hashlib.sha256((settings.BASE_DIR / "requirements" / "dev.txt").read_bytes())
    for root in ROOTS:
        for path in sorted((settings.BASE_DIR / root).rglob("migrations/*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    database = FOLDER / f"{digest.hexdigest()[:16]}.sqlite3"
    if not database.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        # Two workers may both come here: each makes its own, the last one stays.
        own = FOLDER / f"{os.getpid()}.tmp"
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{own}"},
            check=True,
        )
        sqlite3.connect(own).execute("PRAGMA journal_mode=DELETE").connection.close()
        own.replace(database)
        for old in set(FOLDER.glob("*.sqlite3")) - {database}:
            old.unlink(missing_ok=True)  # the other worker may have been first
    return database
