from ninja import Schema
from pydantic import ConfigDict


class StrictSchema(Schema):
    """What a caller sends: a field we do not know is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid")


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
