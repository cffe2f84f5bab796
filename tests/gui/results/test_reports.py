import json
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from desktop.map.composing import compose
from desktop.map.material import read_material
from desktop.map.site_columns import Asked
from desktop.reports.content import read_content
from desktop.reports.job import report_command
from desktop.reports.pages import pages_of
from desktop.reports.paper import Paper
from desktop.reports.pdf import write_pdf
from desktop.reports.stamp import stamp_facts, stamp_line
from desktop.reports.workbook import sheets_of
from desktop.views.results import ResultsPage
from engine.errors import KnownError
from sync.store import OpenMode, Project
from tests.patience import PATIENCE_S

WAIT_MS = 30_000
# The process that makes a report, whose first step takes for ever.
NEVER_DONE = """
import threading
from desktop.reports import child, content
content.read_content = lambda *_: threading.Event().wait()
child.main()
"""


@pytest.fixture
def project_file(solved_sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample("us-distribution"), tmp_path / "own.networx"))


@pytest.fixture
def page(context, qtbot) -> ResultsPage:
    made = ResultsPage(context)
    qtbot.addWidget(made)
    made.enter()
    qtbot.waitUntil(lambda: made.summary is not None, timeout=WAIT_MS)
    return made


def pages_in(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def test_that_a_report_in_excel_is_made_in_another_process(page, qtbot, tmp_path):
    steps = []
    page.reports._bar.valueChanged.connect(steps.append)
    with qtbot.waitSignal(page.reports.made, timeout=WAIT_MS) as made:
        page.reports.make("xlsx", tmp_path / "report.xlsx")
    qtbot.waitUntil(lambda: page.reports._job is None, timeout=WAIT_MS)
    assert made.args == [str(tmp_path / "report.xlsx")]
    assert "Run stamp" in openpyxl.load_workbook(tmp_path / "report.xlsx", read_only=True).sheetnames
    assert steps == sorted(steps)
    assert "report.xlsx" in page.reports.words


def test_that_a_report_in_pdf_has_a_page_for_every_step(page, context, qtbot, tmp_path):
    with qtbot.waitSignal(page.reports.made, timeout=WAIT_MS):
        page.reports.make("pdf", tmp_path / "report.pdf")
    qtbot.waitUntil(context.actions["report.pdf"].isEnabled, timeout=WAIT_MS)
    content = read_content(context.session.path, page.summary.stamp.run)
    steps = list(write_pdf(content, context.session.path, tmp_path / "again.pdf"))
    assert [step.name for step in steps[:5]] == ["Cover", "Key figures", "Map", "Facilities", "Service"]
    assert pages_in(tmp_path / "report.pdf") == pages_in(tmp_path / "again.pdf") == len(steps)


def test_that_a_stopped_report_leaves_the_file_that_was_there(page, context, qtbot, tmp_path):
    out = tmp_path / "report.pdf"
    out.write_text("before", encoding="utf-8")
    page.reports.make("pdf", out)
    job = page.reports._job
    (tmp_path / ".report.pdf-0123abcd.part").touch()  # as a writer leaves it that is killed in the middle
    with qtbot.waitSignal(job.ended, timeout=WAIT_MS):
        page.reports.cancel()
    assert list(tmp_path.glob(".report.pdf-*")) == []
    assert out.read_text(encoding="utf-8") == "before"
    assert page.reports.words == "Report stopped"
    assert context.actions["report.pdf"].isEnabled()


def test_that_a_report_ends_with_the_project_that_it_is_of(page, context, session, qtbot, tmp_path):
    page.reports.make("pdf", tmp_path / "report.pdf")
    process = page.reports._job._process
    with qtbot.waitSignal(session.closed):
        session.close()
    assert process.state() is process.ProcessState.NotRunning
    assert list(tmp_path.glob("*report*")) == []


def test_that_a_report_ends_with_the_application(project_file, tmp_path):
    with Project.open(project_file, OpenMode.READ) as project:
        run = project.runs.latest("Baseline").id
    out = tmp_path / "report.pdf"
    (tmp_path / ".report.pdf-0123abcd.part").touch()
    request = {"kind": "pdf", "file": str(project_file), "run": run, "out": str(out), "locale": "en_US"}
    command = [*report_command()[:-2], "-c", NEVER_DONE]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    assert process.stdout.readline()  # it is at work
    process.stdin.close()  # as the system does when the application is killed
    assert process.wait(PATIENCE_S) == 1
    process.stdout.close()
    assert list(tmp_path.glob(".report.pdf-*")) == []


def test_that_a_report_that_cannot_be_written_says_why(page, qtbot, tmp_path):
    with qtbot.waitSignal(page.reports.failed, timeout=WAIT_MS) as failed:
        page.reports.make("xlsx", tmp_path / "nowhere" / "report.xlsx")
    qtbot.waitUntil(lambda: page.reports._job is None, timeout=WAIT_MS)
    assert isinstance(failed.args[0], KnownError)
    assert "cannot be written" in page.reports.words


def test_that_a_scenario_without_a_result_offers_no_report(page, context, qtbot):
    context.selection.choose_scenario("Growth")
    page.enter()
    qtbot.waitUntil(lambda: page.summary is None, timeout=WAIT_MS)
    assert not context.actions["report.excel"].isEnabled()


def test_that_a_pdf_of_another_input_says_that_it_is_stale(context, page, qtbot, tmp_path):
    from engine.changes import set_cells

    edited = []
    change = lambda project: set_cells(project.network(), "demand", [0], {"quantity": [1.0]})
    context.session.edit(change, "Less", done=edited.append)
    qtbot.waitUntil(lambda: bool(edited), timeout=WAIT_MS)
    content = read_content(context.session.path, page.summary.stamp.run)
    assert "STALE" in stamp_line(content)


class Marking(QTranslator):
    """Marks every text that is asked to be translated."""

    def translate(self, context, text, disambiguation=None, number=-1):
        return f"«{text}»"


@pytest.fixture
def marked(qapp):
    translator = Marking()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


class Heard(Paper):
    """Paper that notes titles: of pages, charts and columns."""

    def __init__(self, painter):
        super().__init__(painter, QGuiApplication.font())
        self.titles = []

    def heading(self, title, note=""):
        self.titles += [title, note]
        super().heading(title, note)

    def chart(self, area, title, chart):
        self.titles.append(title)
        super().chart(area, title, chart)

    def table(self, area, columns, rows, *, has_total=False):
        self.titles += [column.title for column in columns]
        super().table(area, columns, rows, has_total=has_total)

    def wrapped_table(self, area, columns, rows):
        self.titles += [column.title for column in columns]
        super().wrapped_table(area, columns, rows)


@pytest.fixture
def content(project_file):
    with Project.open(project_file, OpenMode.READ) as project:
        run = project.runs.latest("Baseline").id
    return lambda: read_content(project_file, run)


def test_that_the_titles_of_a_pdf_are_translated(marked, content, project_file):
    made = content()
    picture = QImage(842, 595, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paper = Heard(painter)
    scene = compose(read_material(project_file, "Baseline", made.record.id), Asked())
    pages = pages_of(made, scene, paper)
    for page in pages:
        page.paint(paper)
    painter.end()
    assert [page.name for page in pages if "«" not in page.name] == []
    assert [title for title in paper.titles if title and "«" not in title] == []
    assert [name for name, _ in stamp_facts(made) if "«" not in name] == []
    assert "«hash " in stamp_line(made)


def test_that_the_texts_of_a_workbook_are_translated(marked, content):
    made = content()
    summary, costs, *others = sheets_of(made)
    assert [sheet.name for sheet in (summary, costs, *others) if not sheet.name.startswith("«")] == []
    told = [cell.value for sheet in (summary, costs) for row in sheet.head[2:] for cell in row[:1] if cell is not None]
    assert [text for text in told if not text.startswith("«")] == []
    kinds = {line.kind for line in made.assumptions}
    assert kinds == {"«Setting»", "«Scenario»", "«Limit»", "«Data»", "«Run»"}
