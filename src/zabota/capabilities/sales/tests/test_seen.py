"""Whoever is kept to his own customers sees their orders and nameless sales, nobody else's."""

from django.urls import reverse
from django.utils import timezone

from zabota.capabilities.customers.models import CardVisibility, Customer
from zabota.capabilities.sales import queries
from zabota.capabilities.sales.models import Order
from zabota.foundation.testing.cast import actor_of, client_of


def test_orders_of_others_customers_do_not_exist_for_an_agent_kept_to_his_own(agent, manager):
    now = timezone.now()
    own, others = (Customer.objects.create(name=one.name, owner=one, created_at=now) for one in (agent, manager))
    orders = {
        customer: Order.objects.create(
            source="till", number=str(number), customer=customer, ordered_at=now, ordered_on=now.date(),
            amount_minor=100, currency="RUB",
        )
        for number, customer in enumerate((own, others, None))
    }  # fmt: skip

    def seen(staff):
        return len(queries.list_orders(actor_of(staff), wanted=queries.OrderFilter()).orders)

    assert seen(agent) == 3
    CardVisibility.objects.create(pk=1, agents_see="own")
    assert (seen(agent), seen(manager)) == (2, 3)
    statuses = [client_of(agent).get(reverse("sales:order", args=[one.pk])).status_code for one in orders.values()]
    assert statuses == [200, 404, 200]
