"""A columnar snapshot beside the database: analysis never scans the live tables."""
