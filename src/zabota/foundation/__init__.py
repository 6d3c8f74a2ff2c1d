"""What every capability stands on; knows nothing of customers or orders."""
