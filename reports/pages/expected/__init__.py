"""What was reported before: offered to the officer of a new quarter, taken by one tick."""
