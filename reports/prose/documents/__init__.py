"""Documents that a text speaks of."""
