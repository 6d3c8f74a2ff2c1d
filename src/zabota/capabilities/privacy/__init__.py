"""What is held of one person: handed to him whole, erased for good, and not kept longer than needed."""
