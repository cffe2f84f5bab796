"""Scenarios: ordered overrides on the tables of a network, and what becomes of the tables under them."""
