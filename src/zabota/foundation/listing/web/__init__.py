"""Keeping and forgetting a view."""
