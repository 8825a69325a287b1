"""The package for sending, and the covering letter in it."""
