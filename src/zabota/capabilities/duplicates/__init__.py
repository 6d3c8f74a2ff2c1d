"""The same customer written down twice: found, shown with the reason, merged into one card, and taken apart again."""
