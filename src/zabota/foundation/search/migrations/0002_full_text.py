"""The full-text structure over search_text, by vendor; the database keeps it from then on."""

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        search_text, content='search_searchentry', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0", detail='none', columnsize=0)""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_searchentry BEGIN
        INSERT INTO search_index(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_searchentry BEGIN
        INSERT INTO search_index(search_index, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF search_text ON search_searchentry
    WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO search_index(search_index, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO search_index(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
)
SQLITE_BACK = (
    "DROP TRIGGER search_entry_added",
    "DROP TRIGGER search_entry_removed",
    "DROP TRIGGER search_entry_changed",
    "DROP TABLE search_index",
)
# Our own words are taken as they are: the parser of to_tsvector would read "1e5" as a number and "a.b" as a host.
POSTGRESQL = (
    """ALTER TABLE search_searchentry ADD COLUMN search_vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED""",
    "CREATE INDEX search_entry_words ON search_searchentry USING gin (search_vector)",
)
POSTGRESQL_BACK = ("ALTER TABLE search_searchentry DROP COLUMN search_vector",)


def _run(schema_editor, sqlite, postgresql):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement, params=None)


def forward(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def backward(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
