"""The reference lists as tables: their columns, files and pages."""
