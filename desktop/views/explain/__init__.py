"""Explain: why a scenario has no solution, in rows, with the changes that give it one."""
