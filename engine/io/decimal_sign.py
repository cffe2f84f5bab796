"""The decimal sign of a file: by its numerals, else by what stands between its cells, else unknown."""

from __future__ import annotations

from engine.io.cells import SheetCells
from engine.io.numerals import DecimalEvidence
from engine.issues import Issue, Severity


def decimal_sign(shown: DecimalEvidence, delimiter: str) -> str | None:
    """Decimal sign of a file; None where its numerals contradict each other, or can be read in two ways.

    Args:
        shown: What the numerals of the file show.
        delimiter: Sign between its cells; empty for workbooks. A comma there speaks against one in numbers, unless
            some number has one within quotation marks.
    """
    if shown.is_silent and delimiter == "," and not shown.with_comma:
        return "."
    return shown.decimal


def assumed_point(shown: DecimalEvidence, cells: SheetCells) -> tuple[Issue, ...]:
    """A warning where only the commas between cells say that ``1.234`` is a little more than one."""
    if not (shown.is_silent and shown.with_point and decimal_sign(shown, cells.delimiter)):
        return ()
    message = (
        f"Numbers such as {shown.with_point} were read with a decimal point, because commas stand between the cells; "
        "nothing else in the file shows it. If the point parts thousands, choose the decimal comma."
    )
    return (Issue(Severity.WARNING, "file-decimal-assumed", message, value=shown.with_point, source=cells.place),)
