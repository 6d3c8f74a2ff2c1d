"""How typed orders get into the database, and out again: folder, plan, writing, undoing."""
