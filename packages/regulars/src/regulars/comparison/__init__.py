"""Which model fits this customer base, and how far may one trust it: choice and check of models."""

from regulars.comparison.compare import compare
from regulars.comparison.results import (
    VERDICT_NUMBERS,
    Comparison,
    Coverage,
    FrequencyBins,
    HoldoutCheck,
    ModelCheck,
    Tracking,
    Verdict,
)
from regulars.lifetime.holdout import Weeks

__all__ = [
    "VERDICT_NUMBERS",
    "Comparison",
    "Coverage",
    "FrequencyBins",
    "HoldoutCheck",
    "ModelCheck",
    "Tracking",
    "Verdict",
    "Weeks",
    "compare",
]
