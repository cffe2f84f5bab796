"""Spreadsheets and csv: read, mapped to the schema, written."""
