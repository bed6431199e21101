"""The variables of a production, for the tests; run as a module, Django's own deployment check."""

import os
import subprocess
import sys

from django.conf import settings

VARIABLES = {
    "PRODUCTION": "1",
    "SECRET_KEY": "for-tests-only-" + "0123456789abcdef" * 4,
    "SITE_URL": "https://colibris.example.org",
    "ALLOWED_HOSTS": "colibris.example.org",
    "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/test",
    "REDIS_URL": "redis://127.0.0.1:6379/2",
    "S3_BUCKET": "colibris",
    "S3_ENDPOINT": "http://127.0.0.1:9",
    "S3_ACCESS_KEY": "key",
    "S3_SECRET_KEY": "secret",
    "EMAIL_HOST": "127.0.0.1",
    "DEFAULT_FROM_EMAIL": "bonjour@example.org",
}


def manage(*arguments, **variables):
    """Run manage.py in a process of its own, with these variables and no others of ours."""
    clean = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**clean, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colibris.settings")
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **VARIABLES)
    sys.stdout.write(answer.stdout + answer.stderr)
    sys.exit(answer.returncode)
