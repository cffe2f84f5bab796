"""The start page: a window of its own until a project is open."""

from desktop.views.welcome.window import WelcomeWindow

__all__ = ["WelcomeWindow"]
