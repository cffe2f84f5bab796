"""Pictures of the page of scenarios; they are written where NETWORX_SHOTS names a folder."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.views.scenarios.page import ScenariosPage


@pytest.fixture
def page(context, qtbot):
    made = ScenariosPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 820)
    made.show()
    qtbot.waitUntil(lambda: len(made.outline.rows) > 1)
    return made


def test_that_the_page_is_pictured(page, shot, qtbot):
    page.tree.choose("Growth and carbon price")
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 3)
    qtbot.waitUntil(lambda: page.overrides.model.entry(0) is not None)
    shot(page, "scenarios-child")
    page.tree.choose("Growth")
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 2)
    page.overrides.view.selectRow(1)
    qtbot.waitUntil(lambda: page.overrides.preview.model.rowCount() > 0)
    shot(page, "scenarios-override")
    page.tree.choose("Baseline")
    qtbot.waitUntil(lambda: not page.overrides.model.lines)
    shot(page, "scenarios-baseline")
    assert isinstance(page, QWidget)
