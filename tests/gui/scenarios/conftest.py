"""The page of scenarios on a sample."""

import pytest

from desktop.views.runs.steps import RunSteps
from desktop.views.scenarios.page import ScenariosPage


@pytest.fixture
def page(context, qtbot):
    """The page with its tree filled."""
    RunSteps(context, context.selection)
    made = ScenariosPage(context)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitUntil(lambda: len(made.outline.rows) > 1)
    return made


@pytest.fixture
def look_at(page, qtbot):
    """Looks at a scenario and waits for its overrides, and for what they do."""

    def look(name, lines):
        page.tree.choose(name)
        qtbot.waitUntil(lambda: len(page.overrides.model.lines) == lines)
        if lines:
            qtbot.waitUntil(lambda: page.overrides.model.entry(lines - 1) is not None)
        return page

    return look
