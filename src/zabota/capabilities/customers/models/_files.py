"""Files kept on the card."""

from typing import ClassVar

from django.db import models

from zabota.capabilities.customers.models._customer import Customer


class CustomerFile(models.Model):
    """A file on a card; its content is foundation's. Taken off the card it can be brought back by the history."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.customer_id}:{self.file_id}"
