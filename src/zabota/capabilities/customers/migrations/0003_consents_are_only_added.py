from django.db import migrations

from zabota.capabilities.customers import consent_triggers


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_the_card")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: consent_triggers.protect(editor.connection),
            lambda _apps, editor: consent_triggers.unprotect(editor.connection),
        )
    ]
