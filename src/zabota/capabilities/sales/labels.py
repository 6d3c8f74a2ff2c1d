"""How the fields and the choices of an import are called for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELD_LABELS: dict[str, Promise] = {
    "ordered": _("Date of the order"),
    "number": _("Order number"),
    "amount": _("Sum"),
    "price": _("Unit price"),
    "quantity": _("Quantity"),
    "customer_key": _("Customer code"),
    "customer_name": _("Customer name"),
    "company": _("Company"),
    "phones": _("Phone"),
    "emails": _("E-mail"),
    "sku": _("Article"),
    "product": _("Product"),
    "category": _("Category"),
    "cost": _("Cost (whole row)"),
    "unit_cost": _("Cost of one unit"),
    "margin": _("Margin"),
    "currency": _("Currency"),
    "branch": _("Store"),
    "channel": _("Channel"),
    "operation": _("Sale or return"),
    "returned_number": _("Number of the returned order"),
    "acquired": _("Customer since"),
    "acquisition_source": _("Where the customer came from"),
    "acquisition_cost": _("Cost of acquisition"),
}
DATE_ORDERS: dict[str, Promise] = {
    "dmy": _("day, month, year (31.12.2026)"),
    "mdy": _("month, day, year (12/31/2026)"),
    "ymd": _("year, month, day (2026-12-31)"),
}
DECIMAL_MARKS: dict[str, Promise] = {",": _("comma (1 234,50)"), ".": _("point (1,234.50)")}
DELIMITERS: dict[str, Promise] = {
    ",": _("comma"),
    ";": _("semicolon"),
    "\t": _("tab"),
    "|": _("vertical bar"),
}
ENCODINGS: dict[str, Promise] = {
    "utf-8": _("UTF-8 (usual)"),
    "cp1251": _("Windows-1251 (Cyrillic)"),
    "utf-16": _("UTF-16"),
    "cp1252": _("Windows-1252 (Western)"),
    "cp866": _("DOS 866 (Cyrillic)"),
}
