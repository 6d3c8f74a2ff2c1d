from django.urls import path

from zabota.capabilities.sales.web import downloads, orders, wizard

app_name = "sales"
urlpatterns = [
    path("orders", orders.order_list, name="orders"),
    path("orders/<int:order_id>", orders.order_detail, name="order"),
    path("orders/imports", orders.imports, name="imports"),
    path("orders/import", wizard.new, name="import_new"),
    path("orders/import/sample", downloads.sample, name="import_sample"),
    path("orders/import/<int:run_id>", wizard.columns, name="import_columns"),
    path("orders/import/<int:run_id>/check", wizard.check, name="import_check"),
    path("orders/import/<int:run_id>/result", wizard.result, name="import_result"),
    path("orders/import/<int:run_id>/progress", wizard.progress, name="import_progress"),
    path("orders/import/<int:run_id>/undo", wizard.undo, name="import_undo"),
    path("orders/import/<int:run_id>/discard", wizard.discard, name="import_discard"),
    path("orders/import/<int:run_id>/rejected", downloads.rejected, name="import_rejected"),
    path("orders/import/<int:run_id>/original", downloads.original, name="import_original"),
]
