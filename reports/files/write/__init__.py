"""Tables drawn as Word and Excel files."""
