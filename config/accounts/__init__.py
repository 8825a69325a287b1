"""Who is signed in: passwords, guesses of them, the person's own page."""
