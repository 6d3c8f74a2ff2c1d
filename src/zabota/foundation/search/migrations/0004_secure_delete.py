"""Words of a thing that is no longer found leave the index at once, not when its segments happen to merge."""

from django.db import migrations


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("INSERT INTO search_index(search_index, rank) VALUES ('secure-delete', 1)", params=None)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("INSERT INTO search_index(search_index, rank) VALUES ('secure-delete', 0)", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_branch")]
    operations = [migrations.RunPython(forward, backward)]
