"""Measurements: third-party instances with published answers, speed, memory; not part of the product."""
