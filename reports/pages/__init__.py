"""What people see: one folder a page, with its views, forms and words."""
