"""Scenarios: the tree, the overrides of one, and sweeps."""
