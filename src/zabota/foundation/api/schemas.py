from datetime import UTC, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, model_validator

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _without_nul(value: str) -> str:
    if "\x00" in value:
        raise ValueError("no text has the character NUL")
    return value


def _of_our_time(value: datetime) -> datetime:
    if not EARLIEST <= value < LATEST:
        raise ValueError("the moment is far from ours: give one between 1900 and 2200")
    return value


CleanText = Annotated[str, AfterValidator(_without_nul)]
Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Reference = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""The number of a row that is here already."""


class StrictSchema(Schema):
    """What a caller sends: a field we do not know is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def has_no_nul(self) -> "StrictSchema":
        for value in self.__dict__.values():
            for text in value if isinstance(value, list) else (value,):
                if isinstance(text, str):
                    _without_nul(text)
        return self


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
