"""Signing in to the shared server, and the account that is signed in."""

from desktop.views.account.entrance import AccountEntrance

__all__ = ["AccountEntrance"]
