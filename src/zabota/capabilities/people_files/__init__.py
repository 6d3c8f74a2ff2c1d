"""People from files: contacts of any phone, table or other system become cards, and can be taken back whole."""
