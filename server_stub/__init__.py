"""The server: an HTTP interface, workers and their settings."""
