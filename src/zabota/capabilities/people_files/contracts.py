"""What a person chooses about a file of people, and what the check finds."""

from dataclasses import dataclass, field
from enum import StrEnum

from zabota.capabilities.customers.contracts import MatchBy, WhenFound
from zabota.foundation.importing.contracts import ReadingHints

KIND = "people"
MANUAL_SOURCE = "file"
"""Whose codes those of a plain file are: the same as those in files of orders, so that both mean one customer."""
SMALL_FILE_BYTES = 3 * 2**20
SMALL_FILE_ROWS = 10_000
"""Up to this size a file is read and checked while the person waits; above, a job does it."""
MOST_ROWS = 1_000_000


class ImportStateError(Exception):
    """This cannot be done with an import in this state (an undone import cannot be undone)."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class BadRowsError(Exception):
    """The file has rows with errors, and it was chosen that then nothing goes through."""


class OnErrors(StrEnum):
    """What to do where some rows cannot be taken."""

    REST = "rest"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Everything a person chooses about an import of people besides the columns. `source` "": as recognised."""

    hints: ReadingHints = field(default_factory=ReadingHints)
    source: str = ""
    match_by: MatchBy = MatchBy.USUAL
    when_found: WhenFound = WhenFound.FILL
    on_errors: OnErrors = OnErrors.REST
    phone_region: str = "RU"
