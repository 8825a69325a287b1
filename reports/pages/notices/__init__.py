"""Notices and their letters."""
