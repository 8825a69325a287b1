"""Several rows at once: a series by one pattern, and the words that rows share."""
