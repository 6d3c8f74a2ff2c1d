"""Waves from draft to done, one customer asked from his card, rounds of those that never end, reminders."""

from zabota.capabilities.asking.services._asking import ask_batch, ask_one
from zabota.capabilities.asking.services._rounds import promise_later, remind, round_of_cases, round_of_waves
from zabota.capabilities.asking.services._running import run
from zabota.capabilities.asking.services._waves import (
    begin_wave,
    delete_wave,
    letter_of,
    pause_wave,
    resume_wave,
    save_wave,
    send_lost_again,
    send_test,
    stop_wave,
)

__all__ = [
    "ask_batch", "ask_one", "begin_wave", "delete_wave", "letter_of", "pause_wave", "promise_later", "remind",
    "resume_wave", "round_of_cases", "round_of_waves", "run", "save_wave", "send_lost_again", "send_test", "stop_wave",
]  # fmt: skip
