"""News for one colleague: under the bell of every page, and by e-mail as each has chosen."""
