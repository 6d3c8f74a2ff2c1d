"""What people do with surveys; the public is let in by its address, colleagues by their rights."""

from zabota.capabilities.surveys.services._answering import Sent, answer, forget_origins
from zabota.capabilities.surveys.services._answers import put_aside, take_in_again
from zabota.capabilities.surveys.services._inviting import invite, withdraw
from zabota.capabilities.surveys.services._surveys import (
    SurveyDraft,
    close_survey,
    copy_survey,
    create_survey,
    delete_survey,
    open_survey,
    save_survey,
)
from zabota.capabilities.surveys.services._ways import add_way, close_way

__all__ = [
    "Sent", "SurveyDraft", "add_way", "answer", "close_survey", "close_way", "copy_survey", "create_survey",
    "delete_survey", "forget_origins", "invite", "open_survey", "put_aside", "save_survey", "take_in_again", "withdraw",
]  # fmt: skip
