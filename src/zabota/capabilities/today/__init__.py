"""What needs somebody now: one ranked queue out of everything the capabilities know."""
