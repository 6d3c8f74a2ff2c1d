"""From tables of orders to what the models and the audit need; DuckDB is imported only on use."""
