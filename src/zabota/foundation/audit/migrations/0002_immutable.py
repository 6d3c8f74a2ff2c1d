from django.db import migrations

from zabota.foundation.audit import immutability


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: immutability.protect(editor.connection),
            lambda _apps, editor: immutability.unprotect(editor.connection),
        )
    ]
