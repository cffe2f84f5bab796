"""The page of the data on a real project."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from desktop.views.data.page import DataPage

WAIT_MS = 20_000


@pytest.fixture
def is_tested():
    """Whether Qt's own tester watches the models of the page; it visits every cell and so takes its time."""
    return True


@pytest.fixture
def page(context, qtbot, is_tested):
    made = DataPage(context)
    if is_tested:
        made.testers = [
            QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
            for model in (made.model, made.tables)
        ]
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: not made.model.is_loading and made.model.draft_row > 0, timeout=WAIT_MS)
    return made


@pytest.fixture
def show(page, qtbot):
    """Shows a table and waits for its first rows."""

    def shown(table):
        page.show_table(table)
        qtbot.waitUntil(lambda: page.model.table.name == table and not page.model.is_loading, timeout=WAIT_MS)
        return page

    return shown
