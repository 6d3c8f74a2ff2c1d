"""What a chapter looks at: "Q3 2011", "Q3 2011 against Q2 2011", the cohort, the whole observation."""

from typing import Any

from django.utils.translation import gettext as _

from zabota.capabilities.value.analysis import AuditFrame, Chapter, Lens
from zabota.capabilities.value.audit_words.periods import period_name
from zabota.foundation.design import formats


def subject_of(chapter: Chapter, frame: AuditFrame) -> str:  # noqa: PLR0911 - one a lens
    """Short enough to stand before a sentence."""
    result: Any = chapter.result
    choice = frame.choice
    if chapter.lens is Lens.ONE_PERIOD:
        return period_name(choice.after)
    if chapter.lens is Lens.TWO_PERIODS:
        if not choice.before:
            return period_name(choice.after)
        words = {"later": period_name(choice.after), "earlier": period_name(choice.before)}
        return _("%(later)s against %(earlier)s") % words
    if chapter.lens is Lens.ONE_COHORT:
        words = {"cohort": period_name(choice.cohort)}
        if result is None:
            return _("won in: %(cohort)s") % words
        return _("won in: %(cohort)s; customers: %(count)s") % {**words, "count": formats.number(result.acquired)}
    if chapter.lens is Lens.COHORTS:
        return _("cohorts: %(count)s") % {"count": formats.number(len(frame.cohorts))}
    return _("customers: %(count)s") % {"count": formats.number(frame.customers)}
