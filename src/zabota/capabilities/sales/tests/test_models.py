from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from zabota.capabilities.sales.models import Order

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def place(number: str) -> Order:
    return Order.objects.create(
        source="till", number=number, ordered_at=NOON, ordered_on=NOON.date(), amount_minor=100, currency="RUB"
    )


@pytest.mark.django_db
def test_a_number_is_used_once_in_a_source() -> None:
    place("1")
    with pytest.raises(IntegrityError):
        place("1")
