"""How long customers wait for an answer: business hours, clocks that change, and those who still wait."""

from regulars.response.elapsed import Elapsed, elapsed
from regulars.response.hours import BusinessHours, ScheduleHistory
from regulars.response.waiting import FirstResponse, Waiting, first_response, waiting

__all__ = [
    "BusinessHours",
    "Elapsed",
    "FirstResponse",
    "ScheduleHistory",
    "Waiting",
    "elapsed",
    "first_response",
    "waiting",
]
