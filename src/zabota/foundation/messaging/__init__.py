"""Outgoing mail: the company's mail server, and an outbox from which every letter leaves once."""
