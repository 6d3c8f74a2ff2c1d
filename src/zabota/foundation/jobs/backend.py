"""Placeholder module path of the task backend; see services."""
