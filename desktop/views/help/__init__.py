"""Help: tables and columns, rules, words."""

from desktop.views.help.page import HelpPage

__all__ = ["HelpPage"]
