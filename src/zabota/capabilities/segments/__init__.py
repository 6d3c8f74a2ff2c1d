"""Customers found by any of their facts, many changed at once, and kept under a name: segments."""
