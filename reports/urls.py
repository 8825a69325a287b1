"""Addresses of the reports, grouped by the object they act on."""

urlpatterns = []
