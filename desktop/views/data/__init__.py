"""The page of the data: the tables of the project, one grid for all of them, and the row in view as a form."""

from desktop.views.data.page import DataPage

__all__ = ["DataPage"]
