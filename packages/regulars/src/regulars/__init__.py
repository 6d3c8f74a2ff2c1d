"""Customer-base analytics: who comes back, what a customer is worth, and how sure we are."""
