"""Workbooks for people: free cells with formulas and their values above a table with number formats."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

import pyarrow as pa

from engine.io.a1 import column_letters
from engine.io.replacing import replacing
from engine.io.sheet_xml import SheetColumn, escaped, rows_xml
from engine.io.workbook_writer import frame_parts, part_entry

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Style(IntEnum):
    """Looks of cells; the first four are those that `sheet_xml` writes by itself."""

    PLAIN = 0
    HEADER = 1
    GUARDED = 2
    DATE = 3
    WHOLE = 4
    CENTS = 5
    PERCENT = 6
    FINE = 7
    WHOLE_TOTAL = 8
    CENTS_TOTAL = 9
    STRONG = 10
    TITLE = 11
    MUTED = 12
    WRAPPED = 13


_FORMATS = {164: "yyyy\\-mm\\-dd", 165: "0.00%", 166: "#,##0.0000"}
_FONTS = (
    '<font><sz val="11"/><name val="Calibri"/></font>',
    '<font><b/><sz val="11"/><name val="Calibri"/></font>',
    '<font><b/><sz val="18"/><name val="Calibri"/></font>',
    '<font><sz val="11"/><color rgb="FF5B6573"/><name val="Calibri"/></font>',
)
_FILL = '<patternFill patternType="solid"><fgColor rgb="FFE8ECF0"/></patternFill>'
# Number format, font, fill, border and further attributes of each style, in the order of `Style`.
_LOOKS: tuple[tuple[int, int, int, int, str], ...] = (
    (0, 0, 0, 0, ""),
    (0, 1, 2, 0, ""),
    (0, 0, 0, 0, ' quotePrefix="1"'),
    (164, 0, 0, 0, ""),
    (3, 0, 0, 0, ""),
    (4, 0, 0, 0, ""),
    (165, 0, 0, 0, ""),
    (166, 0, 0, 0, ""),
    (3, 1, 0, 1, ""),
    (4, 1, 0, 1, ""),
    (0, 1, 0, 0, ""),
    (0, 2, 0, 0, ""),
    (0, 3, 0, 0, ""),
    (0, 0, 0, 0, ""),
)


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One free cell.

    Attributes:
        value: Text or number; with a formula the number it gives, so that programs that do not calculate show it.
        style: Its look.
        formula: Formula without the sign of equality; empty for none.
    """

    value: str | float
    style: Style = Style.PLAIN
    formula: str = ""


@dataclass(frozen=True)
class ReportSheet:
    """A sheet: rows of free cells, and below them a table, either of which may be missing.

    Attributes:
        name: At most 31 characters.
        head: Rows of cells; None for an empty cell.
        columns: Columns of the table, all of one length.
        widths: Width of each column, in characters; the others are as wide as their headers need.
        frozen: Rows at the top that stay when one scrolls.
        filtered: Whether the headers of the table offer filters.
    """

    name: str
    head: Sequence[Sequence[SheetCell | None]] = ()
    columns: Sequence[SheetColumn] = ()
    widths: Sequence[float] = field(default=())
    frozen: int = 0
    filtered: bool = False


def write_report(path: Path, sheets: Sequence[ReportSheet]) -> Iterator[str]:
    """Write sheets to a new workbook, in place of any file of that name when it is complete.

    Numbers are exact, and text stays text whatever it looks like.

    Yields:
        The name of each sheet before it is written.

    Raises:
        KnownError: The file cannot be written, or a text is longer than a cell can hold.
    """
    with replacing(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        for name, text in frame_parts([sheet.name for sheet in sheets], _style_sheet()).items():
            package.writestr(part_entry(name), text)
        for number, sheet in enumerate(sheets, 1):
            yield sheet.name
            with package.open(part_entry(f"xl/worksheets/sheet{number}.xml"), "w") as stream:
                stream.write(_opening(sheet).encode())
                for row, cells in enumerate(sheet.head, 1):
                    stream.write(_row(row, cells).encode())
                if sheet.columns:
                    for piece in rows_xml(sheet.columns, len(sheet.head) + 1):
                        stream.write(piece)
                stream.write(_closing(sheet).encode())


def _row(row: int, cells: Sequence[SheetCell | None]) -> str:
    written = (_cell(f"{column_letters(number)}{row}", cell) for number, cell in enumerate(cells) if cell is not None)
    return f'<row r="{row}">{"".join(written)}</row>'


def _cell(place: str, cell: SheetCell) -> str:
    style = f' s="{int(cell.style)}"' if cell.style else ""
    if isinstance(cell.value, str):
        text = escaped(pa.array([cell.value], pa.string()))[0].as_py()
        return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    formula = f"<f>{escaped(pa.array([cell.formula], pa.string()))[0].as_py()}</f>" if cell.formula else ""
    return f'<c r="{place}"{style}>{formula}<v>{cell.value!r}</v></c>'


def _opening(sheet: ReportSheet) -> str:
    count = max([len(sheet.columns), len(sheet.widths), *(len(row) for row in sheet.head)], default=0)
    widths = [*sheet.widths, *(_usual_width(sheet, number) for number in range(len(sheet.widths), count))]
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    pane = ""
    if sheet.frozen:
        below = f"A{sheet.frozen + 1}"
        pane = f'<pane ySplit="{sheet.frozen}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0" showGridLines="0">{pane}'
        f"</sheetView></sheetViews>{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def _usual_width(sheet: ReportSheet, number: int) -> float:
    header = len(sheet.columns[number].header) if number < len(sheet.columns) else 0
    return float(min(max(header + 4, 13), 44))


def _closing(sheet: ReportSheet) -> str:
    if not sheet.filtered or not sheet.columns:
        return "</sheetData></worksheet>"
    first = len(sheet.head) + 1
    last = first + len(sheet.columns[0].numbers)
    return f'</sheetData><autoFilter ref="A{first}:{column_letters(len(sheet.columns) - 1)}{last}"/></worksheet>'


def _style_sheet() -> str:
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in _FORMATS.items())
    looks = "".join(_look(Style(place), *look) for place, look in enumerate(_LOOKS))
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
        f'<fonts count="{len(_FONTS)}">{"".join(_FONTS)}</fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        f'<fill><patternFill patternType="gray125"/></fill><fill>{_FILL}</fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        '<border><left/><right/><top style="thin"><color rgb="FF5B6573"/></top><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(_LOOKS)}">{looks}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _look(style: Style, number: int, font: int, fill: int, border: int, more: str) -> str:
    attributes = f'numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"{more}'
    applied = ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"'
    if style is Style.WRAPPED:
        return f'<xf {attributes}{applied} applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    return f"<xf {attributes}{applied}/>"
