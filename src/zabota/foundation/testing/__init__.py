"""The cast of people and small tools for tests of every capability."""
