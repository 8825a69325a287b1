"""The year: what its quarters come to, the table of all of them, its files."""
