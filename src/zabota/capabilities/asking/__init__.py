"""Whom to ask, when, by what way: waves of letters with the scale in them, questions after an order or a case."""
