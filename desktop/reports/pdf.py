"""The report as a PDF: cover, key figures, map, charts, tables, assumptions, and the run stamp on every page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.map.composing import compose
from desktop.map.material import read_material
from desktop.map.site_columns import Asked
from desktop.reports.content import ReportContent
from desktop.reports.pages import pages_of
from desktop.reports.paper import Paper
from desktop.reports.stamp import stamp_line
from desktop.reports.step import Step
from desktop.reports.words import tr
from engine.errors import KnownError
from engine.io.replacing import replacing

_DPI = 1200
_POINTS_AN_INCH = 72


def write_pdf(content: ReportContent, file: Path, path: Path) -> Iterator[Step]:
    """Write the report; yields each page before it is painted.

    It needs a running `QApplication` with the theme.

    Args:
        content: What to show.
        file: Project file, for the map.
        path: File to write, in place of any of that name when it is complete.

    Raises:
        KnownError: ``file-not-writable`` or ``disk-full``.
    """
    scene = compose(read_material(file, content.record.scenario, content.record.id), Asked())
    with replacing(path) as part:
        writer = _writer(part, content)
        painter = QPainter()
        if not painter.begin(writer):
            raise KnownError(
                "file-not-writable",
                tr("The report cannot be written."),
                where=str(path),
                what_to_do=tr("Choose another place, or close the file in other programs."),
            )
        paper = Paper(painter, QGuiApplication.font())
        pages = pages_of(content, scene, paper)
        scale = _DPI / _POINTS_AN_INCH
        stamp = stamp_line(content)
        for number, page in enumerate(pages, 1):
            yield Step(page.name, number - 1, len(pages))
            if number > 1:
                writer.newPage()
            painter.resetTransform()
            painter.scale(scale, scale)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            page.paint(paper)
            paper.foot(stamp, number, len(pages))
        painter.end()


def _writer(part: Path, content: ReportContent) -> QPdfWriter:
    writer = QPdfWriter(str(part))
    writer.setResolution(_DPI)
    writer.setTitle(f"{content.project}: {content.record.scenario}")
    writer.setCreator(f"NetWORX Essentials {content.record.versions.application}")
    a4 = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(a4, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)))
    return writer
