"""What was sent, and checking a sent file."""
