"""What programs read: released rows as data, a calendar; and the page where a person lets them in."""
