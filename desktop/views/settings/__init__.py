"""The page of settings."""

from desktop.views.settings.page import SettingsPage

__all__ = ["SettingsPage"]
