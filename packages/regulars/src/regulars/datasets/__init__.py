"""Data to try, to test and to demonstrate with: one real sample, and customers drawn from known models."""

from regulars.datasets.buying import (
    simulate_bg_cnbd,
    simulate_bg_nbd,
    simulate_mbg_cnbd,
    simulate_mbg_nbd,
    simulate_nbd,
    simulate_pareto_nbd,
    simulate_spend,
    spread_over,
)
from regulars.datasets.cdnow import load_cdnow_sample
from regulars.datasets.discrete import orders_at_opportunities, simulate_bdw, simulate_bg_bb, simulate_sbg
from regulars.datasets.orders import Orders

__all__ = [
    "Orders",
    "load_cdnow_sample",
    "orders_at_opportunities",
    "simulate_bdw",
    "simulate_bg_bb",
    "simulate_bg_cnbd",
    "simulate_bg_nbd",
    "simulate_mbg_cnbd",
    "simulate_mbg_nbd",
    "simulate_nbd",
    "simulate_pareto_nbd",
    "simulate_sbg",
    "simulate_spend",
    "spread_over",
]
