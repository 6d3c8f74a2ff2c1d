"""Sales: orders, lines, products, and how files of orders come in."""
