"""Backup and restore: one archive with the database, the files of the company and a list of checksums."""
