"""Value: which customers matter, which slip away, what that is worth."""
