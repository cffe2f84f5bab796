"""The page of the map."""

from desktop.views.map.page import MapPage

__all__ = ["MapPage"]
