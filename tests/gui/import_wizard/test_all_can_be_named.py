"""Whatever takes the cursor on the pages of scenarios, import and explanation says what it is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLineEdit, QSpinBox, QTabBar, QWidget

from desktop.views.explain.sheet import ExplainSheet
from desktop.views.import_wizard.wizard import ImportWizard
from desktop.views.runs.steps import RunSteps
from desktop.views.scenarios.page import ScenariosPage
from desktop.views.scenarios.sweep_sheet import SweepSheet

KINDS = (QAbstractButton, QAbstractScrollArea, QComboBox, QLineEdit, QSpinBox, QTabBar)


def nameless(widget):
    parts = [part for part in widget.findChildren(QWidget) if isinstance(part, KINDS)]
    parts = [part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not within(part)]
    return [repr(part) for part in parts if not (part.accessibleName() or getattr(part, "text", str)())]


def within(part):
    """Whether it is a part of another widget that has the name: the list of a chooser, the line of a spin box."""
    above = part.parent()
    while isinstance(above, QWidget):
        if isinstance(above, (QComboBox, QLineEdit, QSpinBox, QAbstractScrollArea, QTabBar)):
            return True
        above = above.parent()
    return False


@pytest.mark.parametrize("made", [ImportWizard, ExplainSheet, SweepSheet, ScenariosPage])
def test_that_everything_that_takes_the_cursor_has_a_name(made, context, qtbot):
    RunSteps(context, context.selection)
    widget = made(context)
    qtbot.addWidget(widget)
    if isinstance(widget, SweepSheet):
        widget.begin("Baseline")
    assert nameless(widget) == []
