"""Links for those who held an event: the officer's page, and the page behind the link."""
