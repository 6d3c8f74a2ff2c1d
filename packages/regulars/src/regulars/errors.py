"""Every error the library raises.

RegularsError
├── InvalidDataError (ValueError)      an input that cannot be true: names the field and the row
│   └── InvalidSummaryError            a customer summary that contradicts itself
├── InvalidArgumentError (ValueError)  a call that makes no sense: a negative horizon
├── NotEnoughDataError                 the data are fine but cannot answer the question
└── MismatchError (ValueError)         two inputs that do not belong together: another unit
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class RegularsError(Exception):
    """Base of every error of the library."""


class InvalidDataError(RegularsError, ValueError):
    """Say that an input cannot be true.

    Parameters
    ----------
    message : str
        What is wrong and how to mend it.
    field : str, optional
        Name of the offending field.
    row : int, optional
        Position of the first offending row, counted from 0.
    """

    def __init__(self, message: str, *, field: str | None = None, row: int | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.row = row


class InvalidSummaryError(InvalidDataError):
    """Say that a summary contradicts itself, such as a last purchase after the end of observation."""


class InvalidArgumentError(RegularsError, ValueError):
    """Say that an argument is outside its range."""


class MismatchError(RegularsError, ValueError):
    """Say that two inputs do not belong together, such as a fit in weeks and a summary in days."""


class NotEnoughDataError(RegularsError):
    """Say that the data are valid but cannot answer the question.

    Parameters
    ----------
    message : str
        What is missing, in plain words.
    missing : mapping of str to number, optional
        What is needed and not there, for a program to render: for example
        ``{"repeat_customers": 0, "repeat_customers_needed": 2}``.
    """

    def __init__(self, message: str, *, missing: Mapping[str, float] | None = None) -> None:
        super().__init__(message)
        self.missing: Mapping[str, float] = MappingProxyType(dict(missing or {}))
