"""Whoever holds a document: is it the one that went out? Without an account."""
