"""Rows as JSON and back: every column by its plain value, exact to the microsecond."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

Values = dict[str, Any]


def encode(value: Any) -> Any:  # noqa: ANN401 - a column holds anything
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def columns_of(model: type[models.Model]) -> dict[str, Any]:
    """Fields by the names under which rows keep their plain values (`customer_id` for a foreign key)."""
    return {field.attname: field for field in model._meta.concrete_fields}


def values_of(row: models.Model, names: Iterable[str] | None = None) -> Values:
    return {name: encode(getattr(row, name)) for name in (names or columns_of(type(row)))}


def apply(row: models.Model, values: Mapping[str, Any]) -> None:
    fields = columns_of(type(row))
    for name, value in values.items():
        setattr(row, name, fields[name].to_python(value) if value is not None else None)


def model_of(table: str) -> type[models.Model]:
    return apps.get_model(table)
