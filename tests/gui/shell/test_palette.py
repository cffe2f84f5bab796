"""The palette finds actions, tables, columns, scenarios and rows by their names."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.shell.command_palette import CommandPalette
from desktop.shell.palette_line import KEYS

Jump = tuple[str, dict[str, str], str]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


@pytest.fixture
def palette(context, window: QWidget) -> CommandPalette:
    context.actions.add("edit.fill", "Fill down the demand", lambda: None, shortcut="Ctrl+D")
    made = CommandPalette(context, window)
    made.open()
    return made


@pytest.fixture
def jumps(context) -> list[Jump]:
    heard: list[Jump] = []
    context.navigation.cell_requested.connect(lambda *place: heard.append(place))
    return heard


@pytest.fixture
def lines(palette: CommandPalette, qtbot: QtBot) -> Callable[[str], list[tuple[str, str]]]:
    """What is listed for a text once the store has answered."""

    def listed(text: str) -> list[tuple[str, str]]:
        palette._field.setText(text)
        qtbot.waitUntil(lambda: not palette._pause.isActive() and palette._ticket is None, timeout=20_000)
        items = [palette._list.item(row) for row in range(palette._list.count())]
        return [(item.text(), item.data(KEYS)) for item in items]

    return listed


def choose(palette: CommandPalette, text: str) -> None:
    (item,) = palette._list.findItems(text, Qt.MatchFlag.MatchExactly)
    palette._list.setCurrentItem(item)
    palette._field.returnPressed.emit()


def test_that_actions_alone_stand_there_while_nothing_is_typed(palette: CommandPalette) -> None:
    assert [palette._list.item(row).text() for row in range(palette._list.count())] == ["Fill down the demand"]


def test_that_tables_come_before_actions_that_only_contain_the_word(palette, lines, jumps) -> None:
    assert lines("demand")[0] == ("Demand", "table")
    assert ("Fill down the demand", "Ctrl+D") in lines("demand")
    palette._field.returnPressed.emit()
    assert jumps == [("demand", {}, "")]


def test_that_a_column_is_found_by_its_words_and_by_its_name_in_workbooks(palette, lines, jumps) -> None:
    assert ("Facilities › Fixed cost", "column") in lines("facilities fixed")
    assert ("Facilities › Fixed cost", "column") in lines("fixed_cost")
    choose(palette, "Facilities › Fixed cost")
    assert jumps == [("facilities", {}, "fixed_cost")]


def test_that_a_site_is_found_in_the_store_selected_and_shown(palette, lines, jumps, context) -> None:
    assert ("Chicago DC", "Facilities") in lines("chicago d")
    choose(palette, "Chicago DC")
    assert jumps == [("facilities", {"facility": "Chicago DC"}, "")]
    assert context.selection.sites == {"Chicago DC"}


def test_that_a_scenario_is_found_and_looked_at(palette, lines, context) -> None:
    names = [text for text, note in lines("e") if note == "scenario"]
    assert len(names) > 1
    choose(palette, names[-1])
    assert context.selection.scenario == names[-1] != "Baseline"
    assert ("Baseline", "scenario") in lines("base")


def test_that_nothing_found_is_said_only_after_the_store_was_asked(palette, lines) -> None:
    palette._field.setText("qqqq")
    assert palette._nothing.isHidden()
    assert lines("qqqq") == []
    assert palette._nothing.isVisible()
    assert lines("demand")
    assert palette._nothing.isHidden()


def test_that_what_comes_from_the_store_moves_nothing_under_the_hand(palette, lines) -> None:
    lines("c")
    palette._field.setText("ch")
    palette._list.setCurrentRow(0)
    before = palette._list.currentItem().text()
    lines("ch")
    assert palette._list.item(0).text() == before == palette._list.currentItem().text()
