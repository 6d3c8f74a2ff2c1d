from django.urls import path

from zabota.capabilities.duplicates.web import compare, pairs

app_name = "duplicates"
urlpatterns = [
    path("duplicates", pairs.pairs, name="pairs"),
    path("duplicates/look", pairs.look, name="look"),
    path("duplicates/certain", pairs.certain, name="certain"),
    path("duplicates/certain/<int:change_id>", pairs.progress, name="progress"),
    path("duplicates/rule", pairs.rule, name="rule"),
    path("duplicates/apart", pairs.apart, name="apart"),
    path("duplicates/compare", compare.compare, name="compare"),
]
