"""Cell references as spreadsheets write them: row 0, column 0 is A1."""

from __future__ import annotations

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384


def column_letters(column: int) -> str:
    """Letters of a column counted from 0: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def column_number(letters: str) -> int:
    """Column counted from 0 of its letters, the inverse of `column_letters`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Reference such as ``D17`` of a row and a column counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def cell_position(name: str) -> tuple[int, int]:
    """Row and column counted from 0 of a reference such as ``D17``.

    Raises:
        ValueError: The text is no cell reference.
    """
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits:
        raise ValueError(f"{name!r} is no cell reference")
    return int(digits) - 1, column_number(letters)
