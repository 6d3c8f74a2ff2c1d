"""Who comes back, how often, and what it is worth: models of repeat buying without a contract."""

from regulars.lifetime.summary import CustomerSummary

__all__ = [
    "CustomerSummary",
]
