"""Pages of orders: the list, the import wizard, the history of imports."""
