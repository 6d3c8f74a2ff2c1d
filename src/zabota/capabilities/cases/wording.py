"""A case in one sentence."""

from django.utils.translation import gettext as _

from zabota.capabilities.cases.models import Case
from zabota.capabilities.surveys.contracts import KIND_NAMES, SCALES, Kind
from zabota.foundation.design import formats

LONGEST = 160


def score_of(case: Case) -> str:
    """ "NPS: 3 of 10"; "" for a case that no answer opened."""
    response = case.response
    if response is None or response.score is None:
        return ""
    kind = Kind(response.survey.kind)
    most = 100 if kind == Kind.CSI else SCALES[kind].last
    return f"{KIND_NAMES[kind]}: {formats.n_of_m(round(response.score), most)}"


def words_of(case: Case) -> str:
    """What the customer said: in the answer as it stands now, else as it was written down."""
    told = case.response.words if case.response else ""
    return told or case.words


def said_in(case: Case) -> str:
    """For a list: the score and the beginning of the words."""
    words = words_of(case)
    short = words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
    quoted = _("“%(words)s”") % {"words": short} if short else _("Said nothing more.")
    return ". ".join(filter(None, (score_of(case), quoted)))
