"""Runs: what is queued, under way and done, and the story of each."""
