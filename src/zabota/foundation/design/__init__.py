"""How it looks: tokens, components, charts, formats of numbers and dates."""
