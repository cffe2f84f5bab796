"""Which role of Qt's palette carries which colour; the style sheet names colours by these roles alone.

The first role of a colour is its own. Qt has fewer meanings than we: roles with which nothing else here paints stand
for the rest.
"""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QPalette

from desktop.theme.tokens import Tokens

_Role = QPalette.ColorRole

_ROLES = {
    "window": (_Role.Window,),
    "surface": (_Role.Base, _Role.Button),
    "raised": (_Role.Midlight, _Role.ToolTipBase),
    "line": (_Role.Mid, _Role.Dark),
    "text": (_Role.Text, _Role.WindowText, _Role.ButtonText, _Role.ToolTipText),
    "muted": (_Role.LinkVisited,),
    "faint": (_Role.PlaceholderText,),
    "accent": (_Role.Highlight, _Role.Accent, _Role.Link),
    "on_accent": (_Role.HighlightedText,),
    "accent_soft": (_Role.AlternateBase,),
    "good": (_Role.Light,),
    "warn": (_Role.Shadow,),
    "bad": (_Role.BrightText,),
}


def palette(tokens: Tokens) -> QPalette:
    """Qt's palette with the colours of a scheme."""
    made = QPalette()
    for name, roles in _ROLES.items():
        for role in roles:
            made.setColor(role, QColor(getattr(tokens, name)))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return made


def sheet_colour(name: str) -> str:
    """How a style sheet names a colour, whatever scheme is in force.

    Args:
        name: A colour of `Tokens`.
    """
    role = _ROLES[name][0].name
    return f"palette({re.sub('(?<!^)(?=[A-Z])', '-', role).lower()})"
