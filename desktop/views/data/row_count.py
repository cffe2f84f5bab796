"""The table in view, how many rows are shown, and of how many."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from desktop.models.titles import title
from desktop.words import counted


class RowCount(QLabel):
    """``Lanes · 1,200 of 20,000 rows``."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "muted")

    def show_counts(self, table: str, shown: int, total: int) -> None:
        """Says the numbers; the second only where it differs."""
        every = counted(total, self.tr("1 row"), self.tr("{n} rows"))
        if shown != total:
            some = counted(shown, "1", "{n}")
            every = self.tr("{some} of {every}").replace("{some}", some).replace("{every}", every)
        self.setText(f"{title(table)} · {every}")
