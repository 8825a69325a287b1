"""The officer's reports, and handing them in."""
