"""What the database engines need to behave alike."""
