"""The form of the second step: what each column is, and how the file is written."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.sales.contracts import Choices, WhenChanged
from zabota.capabilities.sales.files import ORDER_FIELDS, DuplicateNumbers, RowsAre
from zabota.capabilities.sales.labels import DATE_ORDERS, DECIMAL_MARKS, DELIMITERS, ENCODINGS, FIELD_LABELS
from zabota.foundation.importing import (
    DateOrder,
    FieldKind,
    MappedColumn,
    Mapping,
    ReadingHints,
    StagedFile,
    find_format,
    with_date_order,
    with_decimal_mark,
)
from zabota.foundation.importing.currencies import CODES

KINDS = {field.name: field.kind for field in ORDER_FIELDS}
WITH_DECIMALS = {FieldKind.MONEY, FieldKind.PRICE, FieldKind.QUANTITY}
FOUND: tuple[str, Promise] = ("", _("as found"))


def _choices(labels: dict[str, Promise]) -> list[tuple[str, str | Promise]]:
    return [FOUND, *labels.items()]


class ColumnsForm(forms.Form):
    """One select a column, then the choices about the whole file."""

    delimiter = forms.ChoiceField(label=_("Delimiter"), choices=_choices(DELIMITERS), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=_choices(ENCODINGS), required=False)
    date_order = forms.ChoiceField(label=_("Dates are written as"), choices=_choices(DATE_ORDERS), required=False)
    decimal_mark = forms.ChoiceField(
        label=_("Decimals are set off by"), choices=_choices(DECIMAL_MARKS), required=False
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[("", _("as in the file")), *((code, code) for code in sorted(CODES))],
        required=False,
        help_text=_("Where the file has several, the rows in the others are skipped and counted."),
    )
    margin_percent = forms.DecimalField(
        label=_("Usual margin, %"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Used where the file has neither cost nor margin. Empty: the margin stays unknown."),
    )
    rows_are = forms.ChoiceField(
        label=_("A row of the file is"),
        choices=[FOUND, (RowsAre.ORDERS, _("a whole order")), (RowsAre.LINES, _("one product of an order"))],
        required=False,
    )
    duplicate_numbers = forms.ChoiceField(
        label=_("Equal order numbers with different sums are"),
        choices=[
            ("", _("not decided")),
            (DuplicateNumbers.LINES, _("lines of one order")),
            (DuplicateNumbers.REJECT, _("a mistake: leave such rows out")),
        ],
        required=False,
    )
    when_changed = forms.ChoiceField(
        label=_("Orders that are here with other contents"),
        choices=[(WhenChanged.KEEP, _("keep as they are")), (WhenChanged.REPLACE, _("replace by the file"))],
    )

    def __init__(self, data: QueryDict | None, *, staged: StagedFile, mapping: Mapping, chosen: Choices) -> None:
        self.staged, self.mapping, self.chosen = staged, mapping, chosen
        super().__init__(data, initial=self._known())
        fields_of = {column.key: name for name, column in mapping.columns.items()}
        options = [("", _("— skip —")), *((name, FIELD_LABELS[name]) for name in FIELD_LABELS)]
        for column in staged.columns:
            self.fields[f"column-{column.key}"] = forms.ChoiceField(
                label=column.header or column.key,
                choices=options,
                required=False,
                initial=fields_of.get(column.key, ""),
            )

    def _known(self) -> dict[str, Any]:
        order, hints = self.chosen.order, self.chosen.hints
        dates = self.mapping.columns.get("ordered")
        return {
            "delimiter": hints.delimiter or "",
            "encoding": hints.encoding or "",
            "date_order": dates.format.date_order if dates else "",
            "decimal_mark": self._decimal_mark(),
            "currency": order.currency or "",
            "margin_percent": None if order.margin_rate is None else round(order.margin_rate * 100, 2),
            "rows_are": order.rows_are or "",
            "duplicate_numbers": order.duplicate_numbers or "",
            "when_changed": self.chosen.when_changed,
        }

    def _decimal_mark(self) -> str:
        return next(
            (
                column.format.decimal_mark
                for name in ("amount", "price")
                if (column := self.mapping.columns.get(name)) is not None
            ),
            "",
        )

    def columns(self) -> list[tuple[str, forms.BoundField]]:
        """Header and select of every column, in the order of the file."""
        return [(column.header or column.key, self[f"column-{column.key}"]) for column in self.staged.columns]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: dict[str, str] = {}
        for column in self.staged.columns:
            name = data.get(f"column-{column.key}", "")
            if name and name in seen:
                self.add_error(f"column-{column.key}", _("Two columns cannot both be this. Skip one of them."))
            seen[name] = column.key
        return data

    def chosen_mapping(self) -> Mapping:
        """Columns as chosen; a column whose field did not change keeps its format."""
        columns = {}
        for column in self.staged.columns:
            name = self.cleaned_data[f"column-{column.key}"]
            if name:
                columns[name] = self._mapped(name, column.key)
        return Mapping(columns=columns)

    def _mapped(self, name: str, key: str) -> MappedColumn:
        known = self.mapping.columns.get(name)
        form = known.format if known and known.key == key else find_format(self.staged, key, KINDS[name])
        order, mark = self.cleaned_data["date_order"], self.cleaned_data["decimal_mark"]
        if KINDS[name] is FieldKind.MOMENT and order in {"dmy", "mdy"} and form.date_order in {"dmy", "mdy"}:
            form = with_date_order(form, DateOrder(order))
        if KINDS[name] in WITH_DECIMALS and mark and mark != form.decimal_mark:
            form = with_decimal_mark(form, mark)
        return MappedColumn(key=key, format=form)

    def chosen_choices(self) -> Choices:
        data = self.cleaned_data
        margin = data["margin_percent"]
        order = replace(
            self.chosen.order,
            currency=data["currency"] or None,
            margin_rate=None if margin is None else float(margin) / 100,
            rows_are=RowsAre(data["rows_are"]) if data["rows_are"] else None,
            duplicate_numbers=DuplicateNumbers(data["duplicate_numbers"]) if data["duplicate_numbers"] else None,
        )
        hints = ReadingHints(
            encoding=data["encoding"] or None,
            delimiter=data["delimiter"] or None,
            sheet=self.chosen.hints.sheet,
            header_row=self.chosen.hints.header_row,
        )
        return replace(self.chosen, order=order, hints=hints, when_changed=WhenChanged(data["when_changed"]))
