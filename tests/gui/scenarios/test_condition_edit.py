"""The field for conditions as it is typed into: columns, then their values, are completed."""

import pytest
from PySide6.QtCore import Qt

from desktop.views.scenarios.condition_edit import ConditionEdit, reachable_columns
from engine.schema import INPUT_TABLES


@pytest.fixture
def field(qtbot):
    made = ConditionEdit()
    qtbot.addWidget(made)
    made.set_table("demand")
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def offered(field):
    model = field._completer.completionModel()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_that_columns_of_referred_rows_can_be_reached():
    columns = reachable_columns(INPUT_TABLES["demand"])
    assert {"customer", "quantity", "customer.region", "product.unit_weight"} <= set(columns)
    assert len(columns) == len(set(columns))


def test_that_a_column_is_completed_with_its_operator(field, qtbot):
    qtbot.keyClicks(field, "customer.reg")
    qtbot.waitUntil(field._completer.popup().isVisible)
    assert offered(field) == ["customer.region"]
    popup = field._completer.popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert field.text() == "customer.region = "


def test_that_values_are_wanted_offered_and_quoted_where_they_must_be(field, qtbot):
    field.setText("customer.region = ")
    field.setCursorPosition(len(field.text()))
    with qtbot.waitSignal(field.words_wanted) as asked:
        qtbot.keyClicks(field, "So")
    assert asked.args == ["customer.region", "So"]
    field.offer("customer.region", ["South", "South and East"])
    assert offered(field) == ["South", "South and East"]
    field._completer.activated.emit("South and East")
    assert field.text() == 'customer.region = "South and East"'


def test_that_words_for_another_column_come_too_late(field):
    field.setText("product = S")
    field.offer("customer", ["South"])
    assert offered(field) == []


def test_that_an_unfinished_term_is_no_mistake_while_it_is_typed(field):
    field.setText("customer.region")
    assert field.mistake(complete=False) == ""
    assert "is expected after column customer.region" in field.mistake(complete=True)
    field.setText("customer.region = West; nonsense = 1")
    assert "no column nonsense" in field.mistake(complete=True)
