"""What tables and pages are gathered from."""
