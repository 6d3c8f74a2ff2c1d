"""The sentences of the problems that only files of orders have; `describe` and `write_rejected` take them as `more`."""

from django.utils.translation import gettext_lazy

from zabota.foundation.importing.messages import Sentences

ORDER_PROBLEMS: Sentences = {
    "columns_missing": gettext_lazy(
        "We did not find the columns we cannot do without: the date of the order and its sum. Point at them."
    ),
    "several_currencies": gettext_lazy(
        "The file has sums in several currencies: %(currencies)s. Sums in different currencies cannot be added up: "
        "choose one, the rows in the others will be skipped and counted."
    ),
    "duplicate_numbers": gettext_lazy(
        "Order numbers that stand on several rows with different sums: %(count)s (for example %(example)s). "
        "Say whether such rows are the lines of one order or a mistake."
    ),
    "duplicate_number": gettext_lazy(
        "the number “%(value)s” stands on several rows with different sums. Leave the right one, or import the file "
        "as lines of orders."
    ),
    "number_of_many_customers": gettext_lazy(
        "the number “%(value)s” belongs to different customers. Numbers must not repeat: add the year or the store "
        "to them."
    ),
    "internal_error": gettext_lazy(
        "Something broke on our side while reading this file; the log of the server says what. The file is kept."
    ),
    "amount_missing": gettext_lazy("the row has no sum. Fill it in, or delete the row."),
}
