"""Rules on settings: known names, values that can be read and lie in their range."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from engine.issues import Severity
from engine.schema import SETTINGS, ColumnType, Setting
from engine.validation.facts import Facts
from engine.validation.nearness import nearest
from engine.validation.rule import Finding, Stage, Theme, cells, each_cell, rule
from engine.validation.wording import figure

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def _rows(facts: Facts) -> Iterator[tuple[int, Setting, str]]:
    """Position, setting and value of each row that names a known setting and has a value."""
    frame = facts.frame("settings")
    for row, (name, value) in enumerate(zip(frame["name"], frame["value"], strict=True)):
        if name in _BY_NAME and value.strip():
            yield row, _BY_NAME[name], value.strip()


def read_number(text: str) -> float | None:
    """The number that a text with a decimal point is; None where it is none or not finite."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _is_number(setting: Setting) -> bool:
    return setting.type in {ColumnType.NUMBER, ColumnType.SHARE}


@rule(
    "setting-unknown",
    Severity.ERROR,
    "A setting does not exist",
    message="There is no setting '{value}'.{hint} The settings are {names}.",
    why="The row would have no effect, although whoever wrote it expects one.",
    fix="Correct the name, or delete the row.",
    stage=Stage.CELLS,
)
def setting_unknown(facts: Facts) -> Iterator[Finding]:
    """A row names no setting of the schema."""
    words, names = facts.words("settings", "name"), ", ".join(_BY_NAME)
    bad = words.where(lambda name: bool(name) and name not in _BY_NAME)
    yield from each_cell(
        "settings", "name", bad, lambda row: {"names": names, "hint": nearest(words.at(row), _BY_NAME)}
    )


@rule(
    "setting-malformed",
    Severity.ERROR,
    "The value of a setting cannot be read",
    message="{setting} is '{value}'; it must be {wanted}.{hint}",
    why="A setting that cannot be read cannot be applied, and its default is not taken in its place.",
    fix="Enter a value of the right form, or delete the row to use the default.",
    stage=Stage.CELLS,
)
def setting_malformed(facts: Facts) -> Iterator[Finding]:
    """A number setting holds no number, or a choice another word."""
    for row, setting, value in _rows(facts):
        if _is_number(setting) and read_number(value) is None:
            said = {"setting": setting.name, "wanted": "a number with a decimal point", "hint": ""}
            yield Finding("settings", row, "value", said)
        if setting.type is ColumnType.CHOICE and value not in setting.choices:
            wanted = f"one of {', '.join(setting.choices)}"
            said = {"setting": setting.name, "wanted": wanted, "hint": nearest(value, setting.choices)}
            yield Finding("settings", row, "value", said)


@rule(
    "setting-out-of-range",
    Severity.ERROR,
    "The value of a setting is outside its range",
    message="{setting} is {value}; it must be {bound}.",
    why="The number has no meaning in the formula in which it stands.",
    fix="Enter a number within the range.",
    stage=Stage.CELLS,
)
def setting_out_of_range(facts: Facts) -> Iterator[Finding]:
    """A number setting is below its minimum or above its maximum."""
    for row, setting, value in _rows(facts):
        number = read_number(value) if _is_number(setting) else None
        bound = "" if number is None else _broken_bound(setting, number)
        if bound:
            yield Finding("settings", row, "value", {"setting": setting.name, "bound": bound})


def _broken_bound(setting: Setting, number: float) -> str:
    low, high = setting.minimum, setting.maximum
    if low is not None and (number < low or (number == low and setting.above_minimum)):
        return f"{'above' if setting.above_minimum else 'at least'} {low:g}"
    return f"at most {high:g}" if high is not None and number > high else ""


@rule(
    "setting-currency-missing",
    Severity.NOTE,
    "No currency is set",
    message="No currency is set: all money is shown as {currency}.",
    why="A result in the wrong currency reads like a result in the right one.",
    fix="Add the setting currency.",
)
def setting_currency_missing(facts: Facts) -> Iterator[Finding]:
    """The settings have no row for the currency."""
    if "currency" not in facts.words("settings", "name").values:
        yield Finding("settings", said={"currency": facts.settings["currency"]})


@rule(
    "setting-share-large",
    Severity.WARNING,
    "A rate per year looks like a percentage",
    message="{setting} is {value}, which is {percent} % per year; write 8 % as 0.08.",
    why="A rate a hundred times too high makes later money, or stock, count for nothing or for everything.",
    fix="Divide by 100, or keep it where it is meant.",
)
def setting_share_large(facts: Facts) -> Iterator[Finding]:
    """A share per year is above 1."""
    for row, setting, value in _rows(facts):
        number = read_number(value)
        if setting.type is ColumnType.SHARE and setting.maximum is None and number is not None and number > 1:
            said = {"setting": setting.name, "percent": figure(100 * number)}
            yield from cells("settings", "value", np.array([row]), **said)


THEME = Theme(
    "Settings",
    (setting_unknown, setting_malformed, setting_out_of_range, setting_currency_missing, setting_share_large),
)
