"""A workbook of the largest size that the server takes, read by its worker's sandbox."""

from __future__ import annotations

import io
import json
import re
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.isolated import isolated
from benchmarks.measure import Measure, Options, Reading
from engine.errors import KnownError
from engine.io.a1 import column_letters
from server_stub.workers import reading

MOST_ROWS, CHUNK_ROWS = 1_048_575, 20_000
FULL_BYTES = int(0.98 * reading.LIMITS.file_bytes)
_NAMES = {"lanes": ("origin", "destination", "product", "mode"), "demand": ("customer", "product")}
_NUMBERS = {
    "lanes": (
        "unit_cost", "cost_per_distance", "cost_per_weight_distance", "shipment_size", "cost_per_shipment",
        "min_charge", "fixed_cost", "min_flow", "max_flow", "distance", "hours", "duty_share", "co2_per_unit",
    ),
    "demand": ("quantity", "min_served_share", "unmet_cost", "unit_price"),
}  # fmt: skip
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_workbook(path: Path, most_bytes: int = FULL_BYTES, seed: int = 1) -> int:
    """Write a workbook of lanes and demand whose numbers do not pack, until it has so many bytes.

    Returns:
        Its rows, headers left out.
    """
    random, rows = np.random.default_rng(seed), 0
    with path.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in _frame_parts().items():
            package.writestr(name, content)
        for number, table in enumerate(_NAMES, 1):
            with package.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                sheet.write(_row(1, (*_NAMES[table], *_NUMBERS[table]), ()).encode())
                for piece, count in _pieces(table, random):
                    if file.tell() >= most_bytes:
                        break
                    sheet.write(piece)
                    rows += count
                sheet.write(b"</sheetData></worksheet>")
    return rows


def _pieces(table: str, random: np.random.Generator) -> Iterator[tuple[bytes, int]]:
    names, numbers = len(_NAMES[table]), len(_NUMBERS[table])
    for begin in range(0, MOST_ROWS, CHUNK_ROWS):
        count = min(CHUNK_ROWS, MOST_ROWS - begin)
        values = random.random((count, numbers)).tolist()
        text = io.StringIO()
        for at, row in enumerate(values, begin):
            texts = (f"Customer {at}", "Tea") if names == 2 else (f"Site {at % 500}", f"Customer {at}", "Tea", "Road")
            text.write(_row(at + 2, texts, row))
        yield text.getvalue().encode(), count


def _row(number: int, texts: tuple[str, ...], values: list[float] | tuple[float, ...]) -> str:
    cells = [
        f'<c r="{column_letters(at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in enumerate(texts)
    ]
    cells += [f'<c r="{column_letters(at)}{number}"><v>{value}</v></c>' for at, value in enumerate(values, len(texts))]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _frame_parts() -> dict[str, str]:
    numbered = list(enumerate(_NAMES, 1))
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for n, _ in numbered
    )
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
    }


def deployed_bytes() -> int:
    """Memory that the compose file of the 8 GB computer gives all processes that read a file."""
    compose = Path(__file__).parents[2].joinpath("docker-compose.server.yml").read_text("utf-8")
    worker = compose.partition("command: [worker, --queue, files]")[2]
    return int(re.search(r'NETWORX_MEMORY_BYTES: "(\d+)"', worker)[1])  # type: ignore[index]


def read_once(source: Path, folder: Path) -> tuple[str, int, float]:
    """Have a workbook read as the worker does; the code of its refusal or nothing, rows used, and seconds."""
    began = time.monotonic()
    try:
        reading.read(source, folder, lambda: True, memory_bytes=deployed_bytes())
    except KnownError as error:
        return error.code, 0, time.monotonic() - began
    outcome = json.loads((folder / reading.OUTCOME).read_text("utf-8"))
    return "", outcome["rows_used"], time.monotonic() - began


def _take(_: Options) -> Reading:
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "full.xlsx")
        rows = write_workbook(source)
        size = source.stat().st_size
        (code, used, seconds), peak = isolated(read_once, source, Path(name))
    text = f"{size / 2**20:.0f} MiB, {used:,} of {rows:,} rows in {seconds:.0f} s"
    text += f"; peak {peak / 2**20:,.0f} MiB, the process that measures included"
    return Reading(f"{text}; refused: {code}" if code else text, not code and used == rows)


MEASURES = (
    Measure(
        "server",
        "a workbook of the largest size read by the file worker's sandbox",
        f"every row, within {reading.SECONDS:g} s and the {deployed_bytes() / 2**20:,.0f} MiB of the 8 GB computer",
        _take,
    ),
)
