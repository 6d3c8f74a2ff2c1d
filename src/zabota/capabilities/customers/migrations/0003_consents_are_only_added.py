from django.db import migrations

from zabota.capabilities.customers import consent_triggers


FIXED = ("channel", "purpose", "is_given", "actor_name", "recorded_at")


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_the_card")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: consent_triggers.protect(editor.connection, FIXED),
            lambda _apps, editor: consent_triggers.unprotect(editor.connection),
        )
    ]
