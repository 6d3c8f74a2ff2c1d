"""The phone rings and the card is open; what was said stands on the timeline."""
