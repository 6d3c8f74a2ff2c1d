from django.urls import path

from zabota.capabilities.customers.web import card, cards

app_name = "customers"
urlpatterns = [
    path("customers/new", cards.add, name="add"),
    path("customers/<int:customer_id>", card.customer, name="customer"),
    path("customers/<int:customer_id>/notes", card.add_note, name="add_note"),
    path("customers/<int:customer_id>/edit", cards.edit, name="edit"),
    path("customers/<int:customer_id>/delete", cards.delete, name="delete"),
]
