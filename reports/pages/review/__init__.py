"""The coordinator's review."""
