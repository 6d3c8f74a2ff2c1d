"""A columnar snapshot of the tables that are counted over, refreshed by its changed parts and read by DuckDB."""
