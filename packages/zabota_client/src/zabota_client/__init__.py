"""Zabota from Python: `Zabota(url, key).customers.list(tag="VIP")`."""

from zabota_client import models
from zabota_client.client import Zabota
from zabota_client.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidError,
    NotAuthenticatedError,
    NotFoundError,
    RefusedError,
    ServerError,
    TooManyRequestsError,
    UnreachableError,
    UnreadableAnswerError,
    ZabotaError,
)
from zabota_client.pages import Pages
from zabota_client.shapes import UNSET, FileToSend, Unset
from zabota_client.transport import Request, Response, Transport

__all__ = [
    "UNSET",
    "ConflictError",
    "FieldError",
    "FileToSend",
    "ForbiddenError",
    "InvalidError",
    "NotAuthenticatedError",
    "NotFoundError",
    "Pages",
    "RefusedError",
    "Request",
    "Response",
    "ServerError",
    "TooManyRequestsError",
    "Transport",
    "UnreachableError",
    "UnreadableAnswerError",
    "Unset",
    "Zabota",
    "ZabotaError",
    "models",
]
