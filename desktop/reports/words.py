"""The texts of reports, in the language of the screens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str, **values: str) -> str:
    """A text in the user's language, with values in the place of their names in braces."""
    told = QCoreApplication.translate("reports", text)
    for name, value in values.items():
        told = told.replace(f"{{{name}}}", value)
    return told
