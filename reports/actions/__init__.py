"""Every write: one function, one transaction; each asks the right itself."""
