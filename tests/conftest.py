"""Settings of all tests: property tests try the same examples each time, and time is no reason to fail."""

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("repeatable")
