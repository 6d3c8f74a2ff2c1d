"""The wizard of people: file, columns, check, import, result."""
