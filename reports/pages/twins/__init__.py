"""Rows that seem to tell of the same event: shown before handing in and at review, each with an answer."""
