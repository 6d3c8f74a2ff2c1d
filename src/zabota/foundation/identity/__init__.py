"""Staff, branches, roles, keys: who is acting and what they may do."""
