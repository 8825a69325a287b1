"""The pages of an uploaded table."""
