"""No table forgets a deleted customer: whatever points at customers has said what becomes of its rows."""

from django.apps import apps

from zabota.capabilities.customers.rows import declared_rows
from zabota.foundation.events.models import Announcement

PASSING = {Announcement}
"""What subscribers are told is gone within days, whoever it was about."""


def test_every_table_that_names_a_customer_says_what_becomes_of_its_rows() -> None:
    pointing = {
        model for model in apps.get_models() if any(field.attname == "customer_id" for field in model._meta.fields)
    }
    assert {rows.model for rows in declared_rows()} == pointing - PASSING
