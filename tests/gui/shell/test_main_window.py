"""The window: pages, panels, choosers, palette, notices, status."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.session import FindingGroup
from desktop.shell.edit_steps import EditSteps
from desktop.shell.main_window import MainWindow
from desktop.shell.page import Page, PageEntry
from desktop.turns import in_turns
from desktop.views.problems import ProblemsPanel
from desktop.views.problems.model import ProblemsModel
from engine.changes import delete_rows
from engine.errors import KnownError
from engine.issues import Issue, Severity
from engine.network import Network


class PlainPage(Page):
    """A page that notes what is asked of it."""

    def __init__(self, context) -> None:
        super().__init__(context)
        self.entered = 0
        self.jumps = []

    def enter(self) -> None:
        self.entered += 1

    def jump_to(self, table, key, column) -> None:
        self.jumps.append((table, key, column))


@pytest.fixture
def window(context, qtbot: QtBot) -> Iterator[MainWindow]:
    EditSteps(context, context.actions)
    pages = [
        PageEntry("data", "Data", "table-2", PlainPage),
        PageEntry("help", "Help", "info", PlainPage, at_foot=True),
    ]
    panels = [PageEntry("problems", "Problems", "triangle-alert", ProblemsPanel)]
    made = MainWindow(context, pages, panels)
    qtbot.addWidget(made)
    made.show_page("data")
    made.show()
    yield made
    made.close_for_good()


def group(count: int = 3, severity: Severity = Severity.ERROR) -> FindingGroup:
    issues = tuple(
        Issue(severity, "reference-unknown", f"No product {n}.", "demand", {"customer": f"C{n}"}, "product")
        for n in (1, 2)
    )
    return FindingGroup("reference-unknown", severity, "Unknown name", "Name one that exists.", count, issues)


def delete_a_customer(project):
    return delete_rows(Network.of({"customers": project.table("customers")}), "customers", [0])


def test_that_pages_are_made_once_and_entered_each_time(window: MainWindow, context) -> None:
    first = window.show_page("help")
    context.navigation.open_page("data")
    assert window.show_page("help") is first
    assert first.entered == 2


def test_that_a_panel_is_not_unfolded_below_the_page_that_tells_more(context, qtbot: QtBot) -> None:
    pages = [PageEntry(name, name, "info", PlainPage) for name in ("data", "problems")]
    made = MainWindow(context, pages, [PageEntry("problems", "Problems", "triangle-alert", ProblemsPanel)])
    qtbot.addWidget(made)
    made.show_page("problems")
    made.show()
    context.navigation.open_panel("problems")
    assert not made.findChildren(ProblemsPanel)
    made.show_page("data")
    context.navigation.open_panel("problems")
    assert made.findChild(ProblemsPanel).isVisible()
    made.close_for_good()


def test_that_a_window_opens_part_by_part_with_its_first_page(context, qtbot: QtBot) -> None:
    window = MainWindow(context, [PageEntry("data", "Data", "table-2", PlainPage)], [])
    qtbot.addWidget(window)
    parts, done = window.opening(), []
    in_turns(window, parts, lambda: done.append(True))
    assert window.findChild(PlainPage) is None  # made, but not in its place yet
    assert not done
    qtbot.waitUntil(lambda: bool(done))
    assert window.findChild(PlainPage).entered == 1


def test_that_work_in_turns_ends_with_its_owner(qtbot: QtBot) -> None:
    owner, turns = QObject(), []
    in_turns(owner, iter(lambda: turns.append(len(turns)), 0), turns.clear)
    qtbot.waitUntil(lambda: len(turns) > 3)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not isValid(owner))
    told = len(turns)
    qtbot.wait(20)
    assert len(turns) == told


def test_that_a_wish_for_a_cell_brings_the_data_to_the_front(window: MainWindow, context) -> None:
    window.show_page("help")
    context.navigation.jump_to("demand", {"customer": "C1"}, "product")
    assert window.show_page("data").jumps == [("demand", {"customer": "C1"}, "product")]


def test_that_closing_asks_whoever_composed_the_window(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.close_requested):
        window.close()
    assert window.isVisible()


def test_that_undo_is_offered_while_there_is_a_step_to_take_back(window: MainWindow, context, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.session.changed):
        context.session.edit(delete_a_customer, "Delete a customer")
    qtbot.waitUntil(context.actions["edit.undo"].isEnabled)
    assert not context.actions["edit.redo"].isEnabled()
    with qtbot.waitSignal(context.session.changed):
        context.actions["edit.undo"].trigger()
    qtbot.waitUntil(context.actions["edit.redo"].isEnabled)


def test_that_the_palette_finds_an_action_by_parts_of_words_and_runs_it(window: MainWindow, context, qtbot) -> None:
    ran = []
    context.actions.add("map.fit", "Fit the map to all sites", lambda: ran.append(1), shortcut="Ctrl+0")
    context.actions["window.palette"].trigger()
    field = window.findChild(type(window._palette))._field
    qtbot.keyClicks(field, "sit fit")
    assert window._palette._list.count() == 1
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert ran == [1]
    assert not window._palette.isVisible()


def test_that_escape_leaves_the_palette(window: MainWindow, context, qtbot: QtBot) -> None:
    context.actions["window.palette"].trigger()
    qtbot.keyClick(window._palette._field, Qt.Key.Key_Escape)
    assert not window._palette.isVisible()


def test_that_an_error_stays_readable_until_it_is_put_away(window: MainWindow, qtbot: QtBot) -> None:
    window.notice.tell_error(KnownError("disk-full", "The disk is full.", what_to_do="Make room."))
    assert any("The disk is full. Make room." in label.text() for label in window.notice.findChildren(QLabel))
    qtbot.mouseClick(window.notice.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()


def test_that_findings_are_counted_in_the_status_bar_and_on_the_panel(window: MainWindow, context) -> None:
    context.findings.groups = (group(), group(1, Severity.WARNING))
    context.findings.is_current = True
    context.findings.changed.emit()
    texts = [button.text() for button in window.findChildren(QToolButton)]
    assert "3 errors, 1 warning" in texts
    assert " Problems  4" in texts


def test_that_where_problems_were_imported_from_takes_no_room_where_none_was(window: MainWindow, context) -> None:
    context.findings.groups = (group(),)
    panel = window.panels.show_panel("problems")
    context.findings.changed.emit()
    assert panel._tree.isColumnHidden(2)
    imported = replace(group().issues[0], source="Sites.xlsx!Sites!B4")
    context.findings.groups = (replace(group(), issues=(imported,)),)
    context.findings.changed.emit()
    assert not panel._tree.isColumnHidden(2)


def test_that_a_click_on_a_problem_leads_to_its_cell(window: MainWindow, context, qtbot: QtBot) -> None:
    context.findings.groups = (group(),)
    panel = window.panels.show_panel("problems")
    context.findings.changed.emit()
    model = panel._model
    with qtbot.waitSignal(context.navigation.cell_requested) as asked:
        panel._tree.clicked.emit(model.index(1, 0, model.index(0, 0)))
    assert asked.args == ["demand", {"customer": "C2"}, "product"]


def test_that_an_unfolded_rule_stays_unfolded_when_problems_are_found_anew(window: MainWindow, context) -> None:
    panel = window.panels.show_panel("problems")
    context.findings.groups = (group(3), group(2, Severity.NOTE))
    context.findings.changed.emit()
    panel._tree.expand(panel._model.index(0, 0))
    context.findings.groups = (group(2), group(2, Severity.NOTE))
    context.findings.changed.emit()
    assert panel._tree.isExpanded(panel._model.index(0, 0))


def test_that_the_tree_of_problems_is_a_sound_model_and_tells_of_what_it_leaves_out(qtbot: QtBot) -> None:
    model = ProblemsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_groups([group(3), group(2, Severity.NOTE)])
    assert model.rowCount(model.index(0, 0)) == 3
    assert model.rowCount(model.index(1, 0)) == 2
    last = model.index(2, 0, model.index(0, 0))
    assert model.data(last) == "… and 1 more of this kind"
    assert model.issue(last) is None
    model.show_groups([])
    assert model.rowCount() == 0


def test_that_steps_are_named_and_the_first_rows_are_none(window: MainWindow, context, qtbot: QtBot) -> None:
    undo, redo = context.actions["edit.undo"], context.actions["edit.redo"]
    qtbot.wait(50)
    assert not undo.isEnabled()

    def delete(project):
        return delete_rows(Network.of({"modes": project.table("modes")}), "modes", [0])

    context.session.edit(delete, "Delete 1 row of Modes")
    qtbot.waitUntil(undo.isEnabled)
    assert undo.text() == "Undo: Delete 1 row of Modes"
    assert not redo.isEnabled()
    undo.trigger()
    qtbot.waitUntil(redo.isEnabled)
    assert redo.text() == "Redo: Delete 1 row of Modes"
    assert (undo.text(), undo.isEnabled()) == ("Undo", False)
    assert [keys.toString() for keys in redo.shortcuts()] == ["Ctrl+Shift+Z", "Ctrl+Y"]
