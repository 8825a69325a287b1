"""The history of a report."""
