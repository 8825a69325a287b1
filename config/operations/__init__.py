"""What an administrator does with the whole installation: a backup of it, and bringing it back."""
