"""Pages about the value of customers."""
