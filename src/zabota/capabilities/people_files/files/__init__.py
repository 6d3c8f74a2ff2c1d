"""From a file of contacts to people as the cards keep them."""
