"""Who did what, before and after: a chain of rows nobody can edit unnoticed."""
