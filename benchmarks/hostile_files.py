"""Files that nobody makes by accident: archives and workbooks that are small, and would be huge or reach out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

MEBIBYTE = 1 << 20
OUTSIDE = "networx-outside.csv"
"""The name of a file that must come to be nowhere."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>customer</t></is></c></row>'


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file.

    Attributes:
        what: What it does.
        name: What it is called.
        make: Makes its bytes.
    """

    what: str
    name: str
    make: Callable[[], bytes]


def packed(entries: Mapping[str, bytes | Iterator[bytes]]) -> bytes:
    """An archive of these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in entries.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                for piece in [content] if isinstance(content, bytes) else content:
                    entry.write(piece)
    return target.getvalue()


def repeated(piece: bytes, count: int, begin: bytes = b"", end: bytes = b"") -> Iterator[bytes]:
    """A content that is never whole in memory."""
    yield begin
    for _ in range(count):
        yield piece
    yield end


def workbook(
    rows: str | Iterator[bytes] = "",
    *,
    strings: str | Iterator[bytes] = "",
    doctype: str = "",
    frame_doctype: str = "",
    extra: str = "",
) -> bytes:
    """A workbook with one sheet of customers.

    Args:
        rows: Rows below the header, as XML; or all bytes of the sheet.
        strings: Shared strings, as XML; or all bytes of their part.
        doctype: Stands before the strings and the sheet.
        frame_doctype: Stands before the workbook's own part.
        extra: Name of one more entry.
    """
    sheet = f'{doctype}<worksheet xmlns="{_MAIN}"><sheetData>{_HEADER}{rows}</sheetData></worksheet>'.encode()
    shared = f'{doctype}<sst xmlns="{_MAIN}">{strings}</sst>'.encode()
    parts: dict[str, bytes | Iterator[bytes]] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
        ).encode(),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'{frame_doctype}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="customers" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/sharedStrings.xml": shared if isinstance(strings, str) else strings,
        "xl/worksheets/sheet1.xml": sheet if isinstance(rows, str) else rows,
    }
    if extra:
        parts[extra] = b"customer\nOslo\n"
    return packed(parts)


def _relations(*links: tuple[str, str]) -> bytes:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _laughs() -> str:
    """Ten entities, each ten times the one before: a billion words."""
    ranks = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "lol">{ranks}]>'


def _laughing() -> bytes:
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    return workbook(row, strings="<si><t>&l9;</t></si>", doctype=_laughs())


def _shared_blow_up() -> bytes:
    """A text of 8 MiB, shared by 100,000 cells."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 100_002))
    return workbook(cells, strings=f"<si><t>{'x' * 8 * MEBIBYTE}</t></si>")


def _many_shared() -> bytes:
    """A table of shared texts that unpacks to a gibibyte."""
    texts = repeated(b"<si><t>xxxxxxxx</t></si>" * 40_000, 1100, f'<sst xmlns="{_MAIN}">'.encode(), b"</sst>")
    return workbook(strings=texts)


def _far_corner() -> bytes:
    return workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def _outer_entity() -> bytes:
    doctype = '<!DOCTYPE sst [<!ENTITY out SYSTEM "file:///etc/passwd">]>'
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    return workbook(row, strings="<si><t>&out;</t></si>", doctype=doctype)


FILES = (
    HostileFile(
        "archive of a csv file that unpacks to a gibibyte",
        "bomb.zip",
        lambda: packed({"customers.csv": repeated(bytes(MEBIBYTE), 1024)}),
    ),
    HostileFile(
        "archive in an archive",
        "nested.zip",
        lambda: packed({"customers.csv": packed({"customers.csv": bytes(10 * MEBIBYTE)})}),
    ),
    HostileFile(
        "archive with a path upwards",
        "upwards.zip",
        lambda: packed({f"../../../../../../tmp/{OUTSIDE}": b"customer\nOslo\n"}),
    ),
    HostileFile(
        "archive with 50,000 files",
        "crowd.zip",
        lambda: packed({f"{number}.csv": b"customer\n" for number in range(50_000)}),
    ),
    HostileFile(
        "workbook with a path upwards",
        "upwards.xlsx",
        lambda: workbook(extra=f"../../../../../../tmp/{OUTSIDE}"),
    ),
    HostileFile("workbook whose shared text is a billion laughs", "laughs.xlsx", _laughing),
    HostileFile("workbook whose frame has a billion laughs", "frame.xlsx", lambda: workbook(frame_doctype=_laughs())),
    HostileFile("workbook that names a file of the server", "outer.xlsx", _outer_entity),
    HostileFile("workbook with 100,000 cells of one text of 8 MiB", "shared.xlsx", _shared_blow_up),
    HostileFile("workbook whose shared texts unpack to a gibibyte", "texts.xlsx", _many_shared),
    HostileFile(
        "workbook whose sheet unpacks to a gibibyte",
        "sheet.xlsx",
        lambda: workbook(repeated(b" " * MEBIBYTE, 1024, f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())),
    ),
    HostileFile("workbook with a cell in the farthest corner", "corner.xlsx", _far_corner),
    HostileFile("workbook that is cut off", "cut.xlsx", lambda: _far_corner()[:600]),
)
