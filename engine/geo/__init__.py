"""Distances on the earth."""

from engine.geo.distance import great_circle

__all__ = ["great_circle"]
