"""The report made from a file: no database, no server, one HTML page that opens anywhere."""
