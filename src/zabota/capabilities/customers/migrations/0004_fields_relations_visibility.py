import django.db.models.deletion
from django.db import migrations, models

from zabota.capabilities.customers import consent_triggers

FIXED = ("channel", "purpose", "is_given", "text_version", "actor_name", "recorded_at")


def protect(_apps, editor):
    """SQLite made the table anew for its columns, and the trigger went with the old one."""
    consent_triggers.unprotect(editor.connection)
    consent_triggers.protect(editor.connection, FIXED)


def unprotect(_apps, editor):
    consent_triggers.unprotect(editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_consents_are_only_added'),
    ]

    operations = [
        migrations.CreateModel(
            name='CardVisibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agents_see', models.CharField(choices=[('all', 'all customers'), ('own', 'only those they are responsible for')], default='all', max_length=3, verbose_name='agents see')),
                ('hidden', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('help', models.CharField(blank=True, max_length=200, verbose_name='hint')),
                ('group', models.CharField(blank=True, max_length=60, verbose_name='group on the card')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('number', 'A number'), ('date', 'Date'), ('choice', 'One of several'), ('several', 'Several of a list'), ('yes_no', 'Yes or no')], max_length=10, verbose_name='kind')),
                ('is_required', models.BooleanField(default=False, verbose_name='asked when a card is opened')),
                ('is_searchable', models.BooleanField(default=False, verbose_name='found by the search')),
                ('hidden_from', models.JSONField(default=list)),
                ('position', models.IntegerField(default=0, verbose_name='place')),
                ('is_archived', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddField(
            model_name='consententry',
            name='proof',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='proof'),
        ),
        migrations.AddField(
            model_name='consententry',
            name='text_version',
            field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='version of the text'),
        ),
        migrations.AddField(
            model_name='customernote',
            name='changed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='customernote',
            name='is_pinned',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='FieldOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='option')),
                ('position', models.IntegerField(default=0)),
                ('is_archived', models.BooleanField(default=False)),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='customers.customfield')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CustomFieldValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=500)),
                ('number', models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ('day', models.DateField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='custom_values', to='customers.customer')),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='customers.customfield')),
                ('option', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.fieldoption')),
            ],
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('works_at', 'Works at'), ('recommended', 'Recommended by'), ('family', 'Family'), ('other', 'Another relation')], max_length=12, verbose_name='relation')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='in what way')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='customers.customer')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_of_others', to='customers.customer')),
            ],
        ),
        migrations.AddConstraint(
            model_name='fieldoption',
            constraint=models.UniqueConstraint(fields=('field', 'name'), name='one_option_of_a_name'),
        ),
        migrations.AddIndex(
            model_name='customfieldvalue',
            index=models.Index(fields=['field', 'text'], name='values_by_text'),
        ),
        migrations.AddIndex(
            model_name='customfieldvalue',
            index=models.Index(fields=['field', 'number'], name='values_by_number'),
        ),
        migrations.AddIndex(
            model_name='customfieldvalue',
            index=models.Index(fields=['field', 'day'], name='values_by_day'),
        ),
        migrations.AddConstraint(
            model_name='customfieldvalue',
            constraint=models.UniqueConstraint(fields=('field', 'customer', 'option'), name='one_option_once'),
        ),
        migrations.AddConstraint(
            model_name='customfieldvalue',
            constraint=models.UniqueConstraint(condition=models.Q(('option', None)), fields=('field', 'customer'), name='one_value_of_a_field'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.UniqueConstraint(fields=('customer', 'other', 'kind'), name='one_relation_once'),
        ),
        migrations.RunPython(protect, unprotect),
    ]
