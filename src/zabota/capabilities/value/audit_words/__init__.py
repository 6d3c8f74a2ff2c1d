"""The audit in words: what each finding, table, column and picture says to the owner of the business."""

from zabota.capabilities.value.audit_words.choice import MODEL_NAMES, model_name, say_choice
from zabota.capabilities.value.audit_words.findings import Said, say_finding
from zabota.capabilities.value.audit_words.identities import say_identities
from zabota.capabilities.value.audit_words.labels import goods_word, label_word
from zabota.capabilities.value.audit_words.notices import say_notice
from zabota.capabilities.value.audit_words.periods import period_name, period_short
from zabota.capabilities.value.audit_words.subjects import subject_of
from zabota.capabilities.value.audit_words.titles import (
    MISSING,
    chapter_words,
    column_title,
    table_title,
)
from zabota.capabilities.value.audit_words.voice import Voice

__all__ = [
    "MISSING",
    "MODEL_NAMES",
    "Said",
    "Voice",
    "chapter_words",
    "column_title",
    "goods_word",
    "label_word",
    "model_name",
    "period_name",
    "period_short",
    "say_choice",
    "say_finding",
    "say_identities",
    "say_notice",
    "subject_of",
    "table_title",
]
