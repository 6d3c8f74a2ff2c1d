"""Numbers under which a customer was known before cards were merged."""

from django.db import models

from zabota.capabilities.customers.models._customer import Customer


class FormerNumber(models.Model):
    """The number of a card that was merged into another: old links and programs that kept it find the customer."""

    number = models.BigIntegerField(unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="former_numbers")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number} → {self.customer_id}"
