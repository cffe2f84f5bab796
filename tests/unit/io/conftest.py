"""Workbooks made by hand, so that tests can say what is in every byte."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.io import child
from engine.io.cells import SheetCells, read_columns
from engine.io.limits import LIMITS
from engine.io.precheck import inspect_workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook_parts(sheets: dict[str, str]) -> dict[str, str]:
    """Parts of a minimal .xlsx package; `sheets` gives the XML inside sheetData (and behind it) by sheet name."""
    numbered = list(enumerate(sheets.items(), 1))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>' for n, _ in numbered
    )
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, (name, _) in numbered)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    }
    for n, (_, data) in numbered:
        head, _, tail = data.partition("|behind|")
        parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {MAIN}><sheetData>{head}</sheetData>{tail}</worksheet>"
    return parts


def write_zip(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


@pytest.fixture
def make_workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes an .xlsx from sheets given as XML, with parts added or replaced."""

    def make(sheets: dict[str, str], extra: dict[str, str | bytes] | None = None, name: str = "book.xlsx") -> Path:
        return write_zip(tmp_path / name, {**workbook_parts(sheets), **(extra or {})})

    return make


def parse_here(path: Path) -> list[SheetCells]:
    """Parse a workbook that is known to be harmless in this process, as the child would."""
    inspection = inspect_workbook(path)
    with tempfile.TemporaryDirectory() as folder:
        request = {"kind": inspection.kind.value, "suspect_parts": inspection.suspect_parts, "cells": LIMITS.cells}
        answer = child._parse(path, Path(folder), request)
        return [
            SheetCells(
                path.name,
                sheet["name"],
                read_columns(Path(folder) / sheet["file"]),
                tuple(tuple(block) for block in sheet["merged"]),
                sheet["hidden"],
            )
            for sheet in answer["sheets"]
        ]


@pytest.fixture(scope="session")
def parse() -> Callable[[Path], list[SheetCells]]:
    return parse_here


@pytest.fixture
def zip_parts() -> Callable[..., Path]:
    return write_zip
