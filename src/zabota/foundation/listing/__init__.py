"""What every long list of the product shares: pages by key, columns to choose, views to keep."""
