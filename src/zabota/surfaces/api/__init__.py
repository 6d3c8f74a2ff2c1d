"""The JSON surface: router, keys, problem+json errors, limits, idempotency."""
