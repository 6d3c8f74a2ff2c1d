from django.urls import path

from zabota.capabilities.customers.web import card, cards, consents, fields, files, notes, relations, visibility

app_name = "customers"
urlpatterns = [
    path("customers/new", cards.add, name="add"),
    path("customers/<int:customer_id>", card.customer, name="customer"),
    path("customers/<int:customer_id>/notes", card.add_note, name="add_note"),
    path("customers/<int:customer_id>/notes/<int:note_id>", notes.note, name="note"),
    path("customers/<int:customer_id>/notes/<int:note_id>/pin", notes.pin, name="pin_note"),
    path("customers/<int:customer_id>/notes/<int:note_id>/delete", notes.delete, name="delete_note"),
    path("customers/<int:customer_id>/consents", consents.consents, name="consents"),
    path("customers/<int:customer_id>/relations", relations.relations, name="relations"),
    path("customers/<int:customer_id>/relations/<int:relation_id>/remove", relations.remove, name="unrelate"),
    path("customers/<int:customer_id>/files", files.add, name="add_file"),
    path("customers/<int:customer_id>/files/<int:file_id>", files.download, name="file"),
    path("customers/<int:customer_id>/files/<int:file_id>/remove", files.remove, name="remove_file"),
    path("customers/<int:customer_id>/edit", cards.edit, name="edit"),
    path("customers/<int:customer_id>/delete", cards.delete, name="delete"),
    path("settings/visibility", visibility.visibility, name="visibility"),
    path("settings/visibility/facts", visibility.hide, name="hide"),
    path("settings/fields", fields.fields, name="fields"),
    path("settings/fields/add", fields.field, name="add_field"),
    path("settings/fields/profile", fields.add_profile, name="add_profile"),
    path("settings/fields/<int:field_id>", fields.field, name="field"),
    path("settings/fields/<int:field_id>/archive", fields.archive_field, name="archive_field"),
]
