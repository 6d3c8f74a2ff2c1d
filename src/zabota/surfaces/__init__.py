"""Pages, public pages and the API: what a person or a program meets."""
