"""About the product: its version, and the licences of what ships with it."""

from desktop.views.about.sheet import AboutSheet

__all__ = ["AboutSheet"]
