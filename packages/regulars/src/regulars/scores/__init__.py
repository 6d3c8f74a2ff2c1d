"""Scores from answers, with what their base allows to say: NPS, CSAT, CES, CSI, changes, weights, drivers.

NPS and its changes are fractions −1…1 (times 100 for points), shares are 0–1, indices 0–100.
"""

from regulars.scores._answers import kish_effective_size
from regulars.scores._base import base_verdict
from regulars.scores.change import ScoreChange, mean_change, nps_change, nps_panel_change, share_change
from regulars.scores.coverage import Coverage, nps_coverage
from regulars.scores.csi import CSI, acsi, csi
from regulars.scores.drivers import Drivers, drivers
from regulars.scores.groups import ScoreTable, csat_by, nps_by
from regulars.scores.importance import ImportancePerformance, ImportanceTable, importance_performance
from regulars.scores.nps import NPS, nps, nps_from_counts
from regulars.scores.response_rate import (
    MixComparison,
    MixDifference,
    early_against_late,
    response_bias,
    response_rate,
)
from regulars.scores.sample_size import answers_for_change, answers_for_margin, margin_of, smallest_change
from regulars.scores.satisfaction import BoxScore, ces, csat
from regulars.scores.watch import WatchedPeriod, mean_watch, nps_watch, share_watch
from regulars.scores.weighting import Weights, post_stratify, rake

__all__ = [
    "CSI",
    "NPS",
    "BoxScore",
    "Coverage",
    "Drivers",
    "ImportancePerformance",
    "ImportanceTable",
    "MixComparison",
    "MixDifference",
    "ScoreChange",
    "ScoreTable",
    "WatchedPeriod",
    "Weights",
    "acsi",
    "answers_for_change",
    "answers_for_margin",
    "base_verdict",
    "ces",
    "csat",
    "csat_by",
    "csi",
    "drivers",
    "early_against_late",
    "importance_performance",
    "kish_effective_size",
    "margin_of",
    "mean_change",
    "mean_watch",
    "nps",
    "nps_by",
    "nps_change",
    "nps_coverage",
    "nps_from_counts",
    "nps_panel_change",
    "nps_watch",
    "post_stratify",
    "rake",
    "response_bias",
    "response_rate",
    "share_change",
    "share_watch",
    "smallest_change",
]
