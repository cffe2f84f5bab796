"""Runs: what was asked, what came of it, and the child process that computes it."""
