from django.urls import path

from zabota.capabilities.people_files.web import downloads, wizard

app_name = "people_files"
urlpatterns = [
    path("customers/imports", wizard.imports, name="imports"),
    path("customers/import", wizard.new, name="import_new"),
    path("customers/import/sample", downloads.sample, name="import_sample"),
    path("customers/import/<int:run_id>", wizard.columns, name="import_columns"),
    path("customers/import/<int:run_id>/check", wizard.check, name="import_check"),
    path("customers/import/<int:run_id>/result", wizard.result, name="import_result"),
    path("customers/import/<int:run_id>/progress", wizard.progress, name="import_progress"),
    path("customers/import/<int:run_id>/undo", wizard.undo, name="import_undo"),
    path("customers/import/<int:run_id>/discard", wizard.discard, name="import_discard"),
    path("customers/import/<int:run_id>/rejected", downloads.rejected, name="import_rejected"),
    path("customers/import/<int:run_id>/original", downloads.original, name="import_original"),
]
