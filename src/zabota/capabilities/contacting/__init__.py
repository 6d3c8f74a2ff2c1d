"""One budget of contacts over every kind of message: whom we may write to now, why not, and how to say "no more"."""
