"""History, settings, help, about, start window."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from desktop.preferences import Preferences
from desktop.session import Session
from desktop.shell.notice import Notice
from desktop.shell.recovery import tell_of_recovery
from desktop.theme.theme import Scheme
from desktop.theme.tokens import SPACE
from desktop.views.about import AboutSheet
from desktop.views.help import HelpPage
from desktop.views.history import HistoryPage
from desktop.views.settings import SettingsPage
from desktop.views.settings.project_card import change_of_setting
from desktop.views.welcome import WelcomeWindow
from desktop.views.welcome.card import Card
from docs.generate import GLOSSARY, SHIPPED_GLOSSARY
from engine.schema import setting
from engine.solvers.options import SolveOptions
from sync.store import Project
from sync.store.lock import lock_path
from tests.patience import PATIENCE_MS


def value_of(context, qtbot: QtBot, name: str) -> str | None:
    found = []
    context.session.ask(lambda p: dict(p.table("settings")[["name", "value"]].to_numpy().tolist()), found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0].get(name)


@pytest.fixture
def settings(context, qtbot: QtBot) -> SettingsPage:
    page = SettingsPage(context)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    qtbot.waitUntil(lambda: page.project._fields["currency"].text() == "USD")
    return page


def test_that_a_setting_of_the_project_is_an_edit_like_any_other(settings, context, qtbot: QtBot) -> None:
    field = settings.project._fields["currency"]
    field.setText("EUR")
    with qtbot.waitSignal(context.session.changed):
        field.editingFinished.emit()
    assert value_of(context, qtbot, "currency") == "EUR"
    with qtbot.waitSignal(context.session.changed):
        context.session.undo()
    qtbot.waitUntil(lambda: field.text() == "USD")


def test_that_the_text_of_no_spin_box_sticks_to_its_edge(settings) -> None:
    boxes = settings.findChildren(QAbstractSpinBox)
    assert boxes
    assert all(box.lineEdit().textMargins().left() >= SPACE for box in boxes)


def test_that_a_blank_setting_goes_back_to_its_default(settings, context, qtbot: QtBot) -> None:
    field = settings.project._fields["circuity"]
    field.clear()
    with qtbot.waitSignal(context.session.changed):
        field.editingFinished.emit()
    assert value_of(context, qtbot, "circuity") is None


@pytest.mark.parametrize("text", ["much", "0.5", "nan"])
def test_that_a_wrong_number_is_refused_and_stays_as_typed(settings, context, qtbot: QtBot, text: str) -> None:
    field = settings.project._fields["circuity"]
    field.setText(text)
    field.editingFinished.emit()
    qtbot.waitUntil(settings.project._refusal.isVisible)
    assert "from 1" in settings.project._refusal.text()
    assert field.text() == text


def test_that_light_and_dark_are_chosen_from_the_list(settings, preferences: Preferences, qtbot: QtBot) -> None:
    chooser = next(box for box in settings.findChildren(QComboBox) if box.findText("Dark") >= 0)
    for chosen in (Scheme.LIGHT, Scheme.DARK):
        qtbot.keyClick(chooser, Qt.Key.Key_Down)
        assert preferences.scheme is chosen


def test_that_preferences_come_back_from_their_file(preferences: Preferences, tmp_path: Path) -> None:
    options = SolveOptions(gap=0.02, time_limit_s=60.0, threads=2, seed=7, solver="cbc")
    preferences.set_solve_options(options)
    preferences.set_scheme(Scheme.DARK)
    preferences.set_workers(3)
    preferences.remember(tmp_path / "a.networx")
    preferences._kept.sync()
    again = Preferences(preferences.path)
    assert (again.solve_options, again.scheme, again.workers) == (options, Scheme.DARK, 3)
    assert again.recent == (tmp_path / "a.networx",)


def test_that_nonsense_in_the_file_of_preferences_means_the_usual(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    path.write_text("[look]\nscheme=pink\n[solver]\ngap=wide\nthreads=many\n[runs]\nworkers=x\n[files]\nrecent=@@\n")
    kept = Preferences(path)
    assert (kept.scheme, kept.solve_options) == (Scheme.SYSTEM, SolveOptions())
    assert kept.workers >= 1


def test_that_the_history_goes_back_to_a_version_by_a_step_that_can_be_undone(context, qtbot: QtBot) -> None:
    page = HistoryPage(context)
    qtbot.addWidget(page)
    QAbstractItemModelTester(page._model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.show()
    for name in ("EUR", "GBP"):
        with qtbot.waitSignal(context.session.changed):
            context.session.edit(partial(change_of_setting, setting("currency"), name), "Set currency")
    qtbot.waitUntil(lambda: page._model.rowCount() == 3)
    page._list.setCurrentIndex(page._model.index(1, 0))
    with qtbot.waitSignal(context.session.changed):
        qtbot.mouseClick(page._back, Qt.MouseButton.LeftButton)
    assert value_of(context, qtbot, "currency") == "EUR"
    qtbot.waitUntil(lambda: page._model.rowCount() == 4)
    with qtbot.waitSignal(context.session.changed):
        context.session.undo()
    assert value_of(context, qtbot, "currency") == "GBP"


def titles(page: HelpPage) -> list[str]:
    return [page._list.item(row).text() for row in range(page._list.count())]


def test_that_help_is_found_by_the_name_of_a_column(context, qtbot: QtBot) -> None:
    page = HelpPage(context)
    qtbot.addWidget(page)
    page._search.setText("handling_cost")
    qtbot.waitUntil(lambda: "Facilities" in titles(page) and "Periods" not in titles(page))
    page._search.setText("no such word anywhere")
    qtbot.waitUntil(lambda: page._list.count() == 0)
    assert page._text.toPlainText()


def test_that_the_glossary_that_ships_is_the_glossary() -> None:
    assert SHIPPED_GLOSSARY.read_text("utf-8") == GLOSSARY.read_text("utf-8")


def test_that_about_names_the_licences_of_what_ships(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    text = AboutSheet(parent).findChild(QTextBrowser).toPlainText()
    assert all(name in text for name in ("PySide6", "LGPL", "highspy", "Inter", "Lucide", "Natural Earth", "GeoNames"))


@pytest.fixture
def welcome(preferences: Preferences, calls, project_file: Path, tmp_path: Path, qtbot: QtBot) -> WelcomeWindow:
    preferences.remember(project_file)
    preferences.remember(tmp_path / "gone.networx")
    window = WelcomeWindow(preferences, calls, tmp_path / "pictures")
    qtbot.addWidget(window)
    window.show()
    return window


def test_that_the_start_window_offers_recent_files_that_exist_and_every_sample(
    welcome: WelcomeWindow, project_file: Path, qtbot: QtBot
) -> None:
    cards = {card.accessibleName(): card for card in welcome.findChildren(Card)}
    assert set(cards) >= {"us-distribution", "Three echelons in Europe", "Infeasible on purpose"}
    assert "gone" not in cards
    with qtbot.waitSignal(welcome.open_requested) as opened:
        qtbot.mouseClick(cards["us-distribution"], Qt.MouseButton.LeftButton)
    assert opened.args == [project_file]
    with qtbot.waitSignal(welcome.sample_requested) as asked:
        qtbot.keyClick(cards["Infeasible on purpose"], Qt.Key.Key_Return)
    assert asked.args == ["infeasible-on-purpose"]


def test_that_a_program_that_was_cut_off_is_told_of_with_what_is_kept(context, qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    tell_of_recovery(context, notice)
    assert notice.isHidden()
    context.session.was_cut_off = True
    tell_of_recovery(context, notice)
    qtbot.waitUntil(lambda: not notice.isHidden())
    assert "Every change is kept, up to number 1" in notice._words.text()


def test_that_a_lock_left_behind_by_the_dead_is_noticed_and_one_of_the_living_is_not(
    project_file: Path, qtbot: QtBot
) -> None:
    for left_behind in (True, False):
        if left_behind:
            lock_path(project_file).write_text("{}")
        opened = Session(project_file, author="Tester")
        with qtbot.waitSignal(opened.opened):
            opened.start()
        assert opened.was_cut_off is left_behind
        opened.close()
        assert opened.wait_closed(PATIENCE_MS)
    with Project.open(project_file):
        refused = Session(project_file, author="Tester")
        with qtbot.waitSignal(refused.refused) as told:
            refused.start()
        assert told.args[0].code == "project-locked"
        assert refused.wait_closed(PATIENCE_MS)
