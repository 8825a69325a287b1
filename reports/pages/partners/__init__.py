"""Partners and countries: their list, a page of each, and the card for a delegation."""
