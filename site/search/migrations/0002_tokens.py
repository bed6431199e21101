"""Where the tokens live: an FTS5 table on SQLite, a tsvector column on PostgreSQL."""

from django.db import migrations

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_tokens USING"
        " fts5(title, keywords, summary, body, tokenize='ascii')",
    ],
    "postgresql": [
        "ALTER TABLE search_indexentry ADD COLUMN tokens tsvector NOT NULL DEFAULT ''",
        "CREATE INDEX search_tokens ON search_indexentry USING gin (tokens)",
    ],
}
DROP = {
    "sqlite": ["DROP TABLE search_tokens"],
    "postgresql": ["ALTER TABLE search_indexentry DROP COLUMN tokens"],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_index")]
    operations = [migrations.RunPython(create, drop)]
