"""The report as the official table with cells that are typed in."""
