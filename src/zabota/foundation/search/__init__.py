"""One search over everything, by word forms, on both databases."""
