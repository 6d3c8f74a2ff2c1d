from django.urls import path

from zabota.capabilities.letters.web import compose, documents, letters, templates

app_name = "letters"
urlpatterns = [
    path("letters/templates", templates.template_list, name="templates"),
    path("letters/templates/new", templates.add, name="template_add"),
    path("letters/templates/preview", templates.preview, name="template_preview"),
    path("letters/templates/<int:template_id>", templates.edit, name="template"),
    path("letters/templates/<int:template_id>/delete", templates.delete, name="template_delete"),
    path("letters/<int:letter_id>", letters.letter, name="letter"),
    path("letters/<int:letter_id>/call-back", letters.call_back, name="call_back"),
    path("letters/<int:letter_id>/retry", letters.retry, name="retry"),
    path("letters/letterhead", templates.letterhead, name="letterhead"),
    path("customers/<int:customer_id>/letters/new", compose.write, name="write"),
    path("customers/<int:customer_id>/letters/preview", compose.preview, name="preview"),
    path("customers/<int:customer_id>/documents/new", documents.make, name="make"),
    path("customers/<int:customer_id>/documents/preview", documents.preview, name="document_preview"),
    path("documents/<int:document_id>", documents.document, name="document"),
    path("documents/<int:document_id>/<str:form>", documents.download, name="download"),
]
