"""Pages: the list with its filter, deeds for many, segments."""
