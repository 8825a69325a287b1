"""Bytes to tables and tables to bytes, without a database."""
