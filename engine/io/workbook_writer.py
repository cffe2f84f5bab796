"""Writes tables to an .xlsx package: one sheet a table, headers in row 1, nothing but values."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from engine.errors import KnownError
from engine.io.a1 import MAX_ROWS
from engine.io.replacing import replacing
from engine.io.sheet_xml import SheetColumn, rows_xml

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LEVEL = 4
_WIDTHS = (8, 44)
_DAY = (1980, 1, 1, 0, 0, 0)

# Styles in the order of `sheet_xml`: plain, header (bold on grey), text that looks like a formula, date.
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8ECF0"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write: its name and its columns, all of one length."""

    name: str
    columns: Sequence[SheetColumn]


def write_sheets(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write sheets to a new workbook, in place of any file of that name.

    The same sheets give the same bytes. Numbers are exact, texts stay texts whatever they look like.

    Raises:
        KnownError: A table has more rows, or a text more characters, than a workbook holds; or the file cannot
            be written.
    """
    for sheet in sheets:
        _check_rows(sheet)
    with replacing(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name, text in frame_parts([sheet.name for sheet in sheets], _STYLES).items():
            package.writestr(part_entry(name), text)
        for number, sheet in enumerate(sheets, 1):
            with package.open(part_entry(f"xl/worksheets/sheet{number}.xml"), "w") as stream:
                stream.write(_sheet_head(sheet).encode())
                for piece in rows_xml(sheet.columns):
                    stream.write(piece)
                stream.write(b"</sheetData></worksheet>")


def _check_rows(sheet: Sheet) -> None:
    rows = len(sheet.columns[0].numbers) if sheet.columns else 0
    if rows + 1 > MAX_ROWS:
        raise KnownError(
            "export-too-many-rows",
            f"Table {sheet.name!r} has {rows:,} rows; a sheet holds {MAX_ROWS - 1:,}.",
            where=sheet.name,
            what_to_do="Export to a folder of csv files.",
        )


def part_entry(name: str) -> zipfile.ZipInfo:
    """A part of a package, always of the same day, so that the same sheets give the same bytes."""
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet_head(sheet: Sheet) -> str:
    low, high = _WIDTHS
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{min(max(len(column.header) + 3, low), high)}" customWidth="1"/>'
        for number, column in enumerate(sheet.columns, 1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        + (f"<cols>{widths}</cols>" if widths else "")
        + "<sheetData>"
    )


def frame_parts(names: Sequence[str], style_sheet: str) -> dict[str, str]:
    """The parts of the package around the sheets, by name.

    Args:
        names: Of the sheets, in order.
        style_sheet: The part of styles.
    """
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    targets = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    styles = len(names) + 1
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PARTS}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PARTS}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PARTS}/relationships">{targets}'
        f'<Relationship Id="rId{styles}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": style_sheet,
    }
