"""The timeline of every customer, and the outbox that tells subscribers."""
