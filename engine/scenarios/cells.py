"""Cells written as text in overrides: read as what their column holds, or refused."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from engine.errors import KnownError
from engine.network import Network
from engine.network.network import key_text
from engine.schema import Column, ColumnType, Setting

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def read_number(text: str) -> float:
    """The number that a text stands for.

    Raises:
        KnownError: ``value-no-number``; the text is no finite number with a decimal point.
    """
    number = float(text) if _NUMBER.fullmatch(text.strip()) else float("inf")
    if not np.isfinite(number):
        raise KnownError(
            "value-no-number",
            f"“{text}” is not a number.",
            what_to_do="Write numbers like 1200.5, with a decimal point and without thousands separators.",
        )
    return number


def read_date(column: Column, text: str) -> str:
    """The text of a date, if it is one.

    Raises:
        KnownError: ``value-date``; the text is no date of the form 2027-01-31.
    """
    try:
        date.fromisoformat(text if len(text) == 10 else "")
    except ValueError as error:
        raise KnownError(
            "value-date", f"{column.name} cannot be “{text}”.", what_to_do="Write dates like 2027-01-31."
        ) from error
    return text


def read_cell(column: Column, text: str, network: Network) -> str | float:
    """A cell of a column from its text; NaN for a blank number.

    Args:
        column: Column of the cell.
        text: The cell as written; blanks around it do not count.
        network: Where the rows stand that a reference may name.

    Raises:
        KnownError: The text is nothing that the column may hold; says what would be right.
    """
    text = text.strip()
    if not text:
        return _blank(column)
    if column.type is ColumnType.COST and names_row(column, text, network):
        return text
    if column.is_number:
        number = read_number(text)
        refuse_outside(column, np.array([number]))
        return number
    _check_text(column, text, network)
    return text


def refuse_outside(column: Column, numbers: np.ndarray) -> None:
    """Refuses numbers that the column may not hold; NaN passes.

    Raises:
        KnownError: ``value-outside``, naming the first of the n numbers and the limit that it breaks.
    """
    for broken, limit in _limits(column, numbers):
        if broken.any():
            first = key_text(float(numbers[np.argmax(broken)]))
            count = int(broken.sum())
            more = f" ({count} cells in all)" if count > 1 else ""
            raise KnownError(
                "value-outside", f"{column.name} would be {first}{more}.", what_to_do=f"It must be {limit}."
            )


def _limits(column: Column, numbers: np.ndarray) -> list[tuple[np.ndarray, str]]:
    limits = [(np.isinf(numbers), "finite")]
    if column.minimum is not None and column.above_minimum:
        limits.append((numbers <= column.minimum, f"above {key_text(column.minimum)}"))
    elif column.minimum is not None:
        limits.append((numbers < column.minimum, f"{key_text(column.minimum)} or more"))
    if column.maximum is not None:
        limits.append((numbers > column.maximum, f"{key_text(column.maximum)} or less"))
    if column.type is ColumnType.INTEGER:
        limits.append((np.isfinite(numbers) & (numbers != np.floor(numbers)), "a whole number"))
    return limits


def setting_column(setting: Setting) -> Column:
    """The value of a setting described like a column, so that one check serves both."""
    return Column(
        name=setting.name,
        type=setting.type,
        meaning=setting.meaning,
        example=setting.default,
        default=setting.default or None,
        required=True,
        choices=setting.choices,
        minimum=setting.minimum,
        maximum=setting.maximum,
        above_minimum=setting.above_minimum,
    )


def names_row(column: Column, name: str, network: Network) -> bool:
    """Whether the name is that of a row (or group) of a table to which the column refers."""
    if "periods" in column.refers_to and not len(network["periods"]) and name == "1":
        return True
    return any(bool((network[table].iloc[:, 0] == name).any()) for table in column.refers_to)


def _blank(column: Column) -> str | float:
    if column.required:
        raise KnownError("value-blank", f"{column.name} must not be blank.", what_to_do=f"Give it a {column.type}.")
    return float("nan") if column.is_number else ""


def _check_text(column: Column, text: str, network: Network) -> None:
    if column.type is ColumnType.CHOICE and text not in column.choices:
        raise KnownError("value-choice", f"{column.name} cannot be “{text}”.", what_to_do=_one_of(column.choices))
    if column.type is ColumnType.YES_NO and text not in {"yes", "no"}:
        raise KnownError("value-choice", f"{column.name} cannot be “{text}”.", what_to_do=_one_of(("yes", "no")))
    if column.type is ColumnType.REFERENCE and not names_row(column, text, network):
        tables = " or ".join(column.refers_to)
        raise KnownError("value-reference", f"“{text}” is not in {tables}.", what_to_do=f"Name a row of {tables}.")
    if column.type is ColumnType.DATE:
        read_date(column, text)


def _one_of(words: tuple[str, ...]) -> str:
    return f"It must be one of {', '.join(words)}."
