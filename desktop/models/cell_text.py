"""Cells as text: as shown in a grid, as edited, as copied to a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLocale

from engine.network.network import key_text

MOST_DECIMALS = 4
_QUOTED = ("\t", "\n", "\r", '"')


class CellText:
    """Texts of cells in the words of a locale.

    Args:
        locale: Decimal sign and thousands separators; the default one where it is not given.
    """

    def __init__(self, locale: QLocale | None = None) -> None:
        self._locale = locale or _default()
        self.decimal = self._locale.decimalPoint()

    def shown(self, value: object, decimals: int) -> str:
        """As the grid shows it: thousands separated, as many decimals as the column needs.

        Args:
            value: Text, number, or None for a blank.
            decimals: Digits after the decimal sign.
        """
        if isinstance(value, float | int):
            return self._locale.toString(float(value), "f", decimals)
        return "" if value is None else str(value)

    def exact(self, value: object) -> str:
        """With every digit, thousands separated; it reads back as the same number."""
        plain = self.plain(value)
        if not isinstance(value, float | int) or "e" in plain:
            return plain
        return self._locale.toString(float(value), "f", len(plain.partition(self.decimal)[2]))

    def plain(self, value: object) -> str:
        """As it is edited and copied: the shortest exact text, with the locale's decimal sign."""
        if value is None:
            return ""
        if isinstance(value, float | int):
            text = key_text(float(value))
            return text if self.decimal == "." else text.replace(".", self.decimal)
        return str(value)

    def copied(self, rows: Iterable[Sequence[object]]) -> str:
        """Rows of values as tab-separated text, as spreadsheets put it on the clipboard."""
        return "".join("\t".join(_guarded(self.plain(value)) for value in row) + "\n" for row in rows)


def _default() -> QLocale:
    """The user's locale; where the system has none, English, as the C locale separates no thousands."""
    default = QLocale()
    return QLocale(QLocale.Language.English) if default.language() is QLocale.Language.C else default


def decimals_of(value: object) -> int:
    """Digits after the decimal sign that a value needs, `MOST_DECIMALS` at most."""
    if not isinstance(value, float) or value.is_integer():
        return 0
    shortest = f"{value:.{MOST_DECIMALS}f}".rstrip("0")
    return len(shortest) - shortest.index(".") - 1


def _guarded(text: str) -> str:
    if any(sign in text for sign in _QUOTED):
        return '"' + text.replace('"', '""') + '"'
    return text
