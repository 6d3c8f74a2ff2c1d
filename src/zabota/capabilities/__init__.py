"""What the product can do, lowest first: customers, sales, value."""
