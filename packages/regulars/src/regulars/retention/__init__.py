"""How long until it happens, when for some it has not happened yet."""

from regulars.retention.kaplan_meier import SurvivalCurve, kaplan_meier

__all__ = ["SurvivalCurve", "kaplan_meier"]
