"""Customers pass from one colleague to another, with what the next one must know."""
