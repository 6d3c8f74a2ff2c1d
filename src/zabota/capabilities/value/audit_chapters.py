"""What of a chapter is shown first, what stands behind, and the whole audit in a few sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.value.analysis import Audit, Chapter, Lens
from zabota.capabilities.value.audit_tables import ShownTable, shown_tables
from zabota.capabilities.value.audit_words import Voice, say_finding, subject_of
from zabota.foundation.design import formats

KEY_TABLES: dict[Lens, tuple[str, ...]] = {
    Lens.ONE_PERIOD: ("deciles_by_customers", "composition"),
    Lens.TWO_PERIODS: ("flow", "decomposition"),
    Lens.ONE_COHORT: ("by_age", "depth_of_repeat"),
    Lens.COHORTS: ("sizes", "same_season"),
    Lens.WHOLE_BASE: ("acquisition", "growth"),
    Lens.PRODUCTS: ("categories", "entry"),
}
BRIEF = {
    Lens.ONE_PERIOD: ("concentration", "one_order_customers", "typical_customer"),
    Lens.TWO_PERIODS: ("bought_again_next_period", "biggest_factor"),
    Lens.COHORTS: ("newest_cohort_better", "newest_cohort_worse", "cohorts_stable"),
    Lens.WHOLE_BASE: ("new_and_known", "stand_still"),
    Lens.PRODUCTS: ("leading_category", "better_beginning"),
}
SAY_SUBJECT = (Lens.ONE_PERIOD, Lens.TWO_PERIODS)


def brief_of(audit: Audit, voice: Voice) -> list[tuple[str, str]]:
    """The few sentences an owner reads first, each with what it is about."""
    told = []
    for chapter in audit.chapters:
        found = {finding.code: finding for finding in (chapter.result.findings if chapter.result else ())}
        subject = subject_of(chapter, audit.frame) if chapter.lens in SAY_SUBJECT else ""
        for code in BRIEF.get(chapter.lens, ()):
            if code in found:
                told.append((subject, say_finding(found[code], voice).statement))
    return told


def tables_in_order(chapter: Chapter, voice: Voice) -> tuple[list[ShownTable], list[ShownTable]]:
    """The tables to read and those to look up. The grids by calendar stand in the chapter of the cohorts already."""
    if chapter.result is None:
        return [], []
    tables = shown_tables(chapter.result, voice)
    if chapter.lens is Lens.WHOLE_BASE:
        tables = [table for table in tables if not table.key.endswith("_by_period") or "second" in table.key]
    key = KEY_TABLES[chapter.lens]
    return [table for table in tables if table.key in key], [table for table in tables if table.key not in key]


def checked_of(audit: Audit) -> str:
    """How many equalities hold, or a warning."""
    identities = [i for chapter in audit.chapters if chapter.result for i in chapter.result.identities]
    holding = sum(identity.holds for identity in identities)
    words = {"count": formats.number(len(identities)), "holding": formats.number(holding)}
    if holding == len(identities):
        return (
            ngettext(
                "%(count)s equality between the tables was checked; it holds to the last unit.",
                "%(count)s equalities between the tables were checked; all hold to the last unit.",
                len(identities),
            )
            % words
        )
    return _("Of %(count)s equalities between the tables only %(holding)s hold: do not use this report.") % words
