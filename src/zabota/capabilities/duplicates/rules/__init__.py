"""Decisions that need no database: which values a merged card keeps, and how alike two cards are."""
