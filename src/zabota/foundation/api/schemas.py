from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType
from typing import Annotated, get_args, get_origin

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)  # fmt: skip
from pydantic_core import PydanticCustomError

PROBLEM_TYPE = "application/problem+json"
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _without_nul(value: str) -> str:
    if "\x00" in value:
        raise ValueError("no text has the character NUL")
    return value


def _of_our_time(value: datetime) -> datetime:
    if not EARLIEST <= value < LATEST:
        raise ValueError("the moment is far from ours: give one between 1900 and 2200")
    return value


def _written_as_a_day(value: object) -> object:
    """Seconds since 1970 are a mistake here, not a day."""
    if isinstance(value, str) and not value.strip()[4:5] == "-":
        raise ValueError("write it like 2026-03-01, a moment like 2026-03-01T12:30:00+03:00")
    return value


CleanText = Annotated[str, AfterValidator(_without_nul)]
Day = Annotated[date, BeforeValidator(_written_as_a_day)]
Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time), BeforeValidator(_written_as_a_day)]
Reference = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""The number of a row that is here already."""


class FormSchema(Schema):
    """What a caller sends as a form: a field we do not know is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def has_no_nul(self) -> "FormSchema":
        for value in self.__dict__.values():
            for text in value if isinstance(value, list) else (value,):
                if isinstance(text, str):
                    _without_nul(text)
        return self


class StrictSchema(FormSchema):
    """What a caller sends as JSON: besides, a number stays a number, and a yes or no is neither 0 nor "true"."""

    @field_validator("*", mode="before")
    @classmethod
    def is_of_its_kind(cls, value: object, info: ValidationInfo) -> object:
        kinds = _kinds(cls.model_fields[str(info.field_name)].annotation)
        if isinstance(value, bool):
            fits = bool in kinds
        elif isinstance(value, int | float):
            fits = bool(kinds & {int, float, Decimal})
        else:
            fits = not isinstance(value, str) or not kinds <= {int, float, bool, NoneType}
        if not fits:
            raise PydanticCustomError("wrong_type", "The value is of another type than the field.")
        return value


def _kinds(annotation: object) -> set[object]:
    """`int | None` → {int, NoneType}; what an annotation adds to a type is left out."""
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if isinstance(annotation, type):
        return {annotation}
    return {kind for part in get_args(annotation) for kind in _kinds(part)} or {annotation}


class FieldProblem(Schema):
    field: str
    message: str
    code: str


class Problem(Schema):
    """An error (RFC 9457); `errors` is there when fields are to blame."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[FieldProblem] = []
