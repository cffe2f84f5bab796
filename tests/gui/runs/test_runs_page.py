"""The page of runs: what it shows while runs come and go, and what can be done with them."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.views.runs.table_model import POINTS_ROLE, SHARE_ROLE, Column
from engine.runs.events import BoundImproved, IncumbentFound, LogWritten, PhaseStarted, Started
from engine.runs.record import RunStatus, utc_now
from engine.runs.same_input import taken_over
from tests.gui.runs.conftest import record, solved

WAIT_MS = 5_000


def text(page, row: int, column: Column) -> str:
    return page.table.model().index(row, column).data()


def scenarios(page) -> list[str]:
    return [text(page, row, Column.SCENARIO) for row in range(page.table.model().rowCount())]


def test_that_without_runs_the_page_says_what_belongs_there_and_runs_the_scenario(page, runs, context, qtbot) -> None:
    assert page._stack.currentIndex() == 0
    context.actions["run.selected"].trigger()
    ((names, options),) = runs.started
    assert names == ("Baseline",)
    assert options == context.preferences.solve_options
    qtbot.waitUntil(lambda: page._stack.currentIndex() == 1, timeout=WAIT_MS)


def test_that_the_model_keeps_qt_s_rules_while_runs_come_move_and_end(page, runs, qtbot, put) -> None:
    QAbstractItemModelTester(page.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    for number in range(4):
        put(page, record(f"run-{number:02d}", scenario=f"S{number}"))
    put(page, record("run-01", RunStatus.RUNNING, "S1"))
    put(page, solved("run-00", "S0"))
    qtbot.waitUntil(lambda: scenarios(page) == ["S1", "S2", "S3", "S0"], timeout=WAIT_MS)
    put(page, solved("run-01", "S1"))
    qtbot.waitUntil(lambda: scenarios(page) == ["S2", "S3", "S1", "S0"], timeout=WAIT_MS)


def test_that_the_chosen_run_stays_chosen_when_rows_move(page, runs, qtbot, put) -> None:
    for number in range(3):
        put(page, record(f"run-{number:02d}", scenario=f"S{number}"))
    page.table.choose("run-00")
    put(page, solved("run-00", "S0"))
    qtbot.waitUntil(lambda: scenarios(page)[-1] == "S0", timeout=WAIT_MS)
    assert page.table.run == "run-00"
    assert [index.row() for index in page.table.selectionModel().selectedRows()] == [2]


def test_that_the_first_run_is_selected_although_the_list_got_the_keys_before_it_was_chosen(page, put) -> None:
    page.enter()
    put(page, record("run-00"), record("run-01"))
    assert page.table.run == "run-00"
    assert [index.row() for index in page.table.selectionModel().selectedRows()] == [0]


def test_that_a_new_run_is_looked_at_unless_one_under_way_is(page, runs, put) -> None:
    put(page, solved("run-00"))
    put(page, record("run-01"))
    assert page.table.run == "run-01"
    put(page, record("run-02"))
    assert page.table.run == "run-01"


def test_that_a_run_under_way_shows_phase_figures_and_how_far_it_is(page, runs, qtbot, put) -> None:
    running = record("run-00", RunStatus.RUNNING, objective=200.0, bound=180.0, gap=0.1)
    put(page, running)
    runs.tell("run-00", Started(run="run-00", process=1))
    runs.tell("run-00", PhaseStarted(run="run-00", phase="solve", seconds=0.2))
    runs.tell("run-00", BoundImproved(run="run-00", seconds=0.5, bound=180.0))
    runs.tell("run-00", IncumbentFound(run="run-00", seconds=1.0, objective=200.0, bound=180.0, gap=0.1))
    qtbot.waitUntil(lambda: text(page, 0, Column.PROGRESS) == "Solving", timeout=WAIT_MS)
    assert text(page, 0, Column.GAP) == "10.0 %"
    assert text(page, 0, Column.OBJECTIVE) == "200"
    index = page.table.model().index(0, Column.PROGRESS)
    assert index.data(SHARE_ROLE) == 0.5  # from 100 % to 10 % is half the way to 1 %
    assert page.table.model().index(0, Column.CLOSING).data(POINTS_ROLE) == ((1.0, 0.1),)
    qtbot.waitUntil(lambda: page.detail.head.words == "Solving", timeout=WAIT_MS)


def test_that_the_log_of_a_run_grows_and_changes_with_the_run(page, runs, qtbot, put) -> None:
    for run in ("run-00", "run-01"):
        put(page, record(run, RunStatus.RUNNING))
        runs.tell(run, LogWritten(run=run, text=f"first of {run}"))
    page.table.choose("run-00")
    qtbot.waitUntil(lambda: page.detail.log.toPlainText() == "first of run-00", timeout=WAIT_MS)
    runs.tell("run-00", LogWritten(run="run-00", text="second"))
    qtbot.waitUntil(lambda: page.detail.log.toPlainText() == "first of run-00\nsecond", timeout=WAIT_MS)
    page.table.choose("run-01")
    assert page.detail.log.toPlainText() == "first of run-01"


def test_that_a_failed_run_tells_its_reason(page, runs, put) -> None:
    put(page, record("run-00", RunStatus.FAILED, message="The run needed more memory than it may have."))
    assert "memory" in page.detail.head.words
    assert "memory" in text(page, 0, Column.PROGRESS)


def test_that_a_run_with_the_result_of_another_says_whose_it_is_and_how_to_compute_it_anew(page, runs, put) -> None:
    asked = record("run-01", RunStatus.QUEUED)
    ended = taken_over(asked, replace(solved("run-00"), finished="2026-11-23T08:15:30+00:00"), utc_now())
    put(page, ended)
    assert "run run-00" in page.detail.head.words
    assert "2026-11-23 08:15 UTC" in page.detail.head.words
    assert "“Run again” computes it anew" in page.detail.head.words


def test_that_a_run_without_a_solution_says_so_of_another_too(page, runs, put) -> None:
    other = record("run-00", RunStatus.INFEASIBLE)
    put(page, taken_over(record("run-01", RunStatus.QUEUED), other, utc_now()))
    assert "No plan meets all constraints" in page.detail.head.words
    assert "run run-00" in page.detail.head.words


def test_that_actions_are_enabled_where_they_make_sense(page, runs, context, put) -> None:
    enabled = lambda: [context.actions[f"run.{name}"].isEnabled() for name in ("cancel", "again", "results")]
    put(page, record("run-00"))
    assert enabled() == [True, False, False]
    put(page, record("run-01", RunStatus.FAILED))
    page.table.choose("run-01")
    assert enabled() == [False, True, False]
    put(page, solved("run-02"))
    page.table.choose("run-02")
    assert enabled() == [False, True, True]


def test_that_the_run_looked_at_is_cancelled_run_again_and_opened(page, runs, context, qtbot, put) -> None:
    put(page, record("run-00", RunStatus.RUNNING, "Growth"))
    context.actions["run.cancel"].trigger()
    assert runs.cancelled == ["run-00"]
    put(page, solved("run-00", "Growth"))
    qtbot.waitUntil(context.actions["run.again"].isEnabled, timeout=WAIT_MS)
    with qtbot.waitSignal(context.navigation.page_requested) as asked:
        context.actions["run.results"].trigger()
    assert asked.args == ["results"]
    assert (context.selection.scenario, context.selection.run) == ("Growth", "run-00")
    context.actions["run.again"].trigger()
    ((names, options),) = runs.started
    assert (names, options.gap, runs.anew) == (("Growth",), 0.01, [True])


def test_that_return_opens_the_results_of_the_run(page, runs, context, qtbot, put) -> None:
    put(page, solved("run-00"))
    with qtbot.waitSignal(context.navigation.page_requested):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)


def test_that_all_runs_are_cancelled_at_once(page, runs, context, put) -> None:
    put(page, record("run-00"))
    put(page, record("run-01", RunStatus.RUNNING))
    put(page, solved("run-02"))
    context.actions["run.cancel_all"].trigger()
    assert sorted(runs.cancelled) == ["run-00", "run-01"]


def test_that_selected_scenarios_run_together_and_all_of_them_too(page, runs, context, qtbot) -> None:
    context.selection.choose_scenarios(["Growth", "Nearer"])
    context.actions["run.selected"].trigger()
    context.actions["run.all"].trigger()
    qtbot.waitUntil(lambda: len(runs.started) == 2, timeout=WAIT_MS)
    assert runs.started[0][0] == ("Growth", "Nearer")
    assert runs.started[1][0][0] == "Baseline"
    assert "Close Denver" in runs.started[1][0]


def test_that_the_count_of_open_runs_stands_beside_the_panel(context, runs, qtbot, steps) -> None:
    with qtbot.waitSignal(context.navigation.badge_changed) as told:
        runs.put(record("run-00"))
    assert told.args == ["runs", "1"]
    with qtbot.waitSignal(context.navigation.badge_changed) as told:
        runs.put(solved("run-00"))
    assert told.args == ["runs", ""]


def test_that_the_page_fits_a_window_of_a_laptop_whatever_a_run_is_called(page, put) -> None:
    put(page, solved("run-00", "A scenario whose name says everything that is different in it", objective=1.5e12))
    page.detail.head.show_run(page.book.record("run-00"), page.book.story("run-00"))
    assert page.minimumSizeHint().width() <= 890  # of 1,100 the rail and margins take the rest


def test_that_options_are_changed_on_their_button_and_kept(page, context) -> None:
    button = page.header().layout().itemAt(1).widget()
    assert button.text() == "Gap 0.01 %"
    button.gap.setValue(2.5)
    button.seconds.setValue(90)
    button.threads.setValue(3)
    button.gap.editingFinished.emit()
    options = context.preferences.solve_options
    assert (options.gap, options.time_limit_s, options.threads) == (0.025, 90.0, 3)
    assert button.text() == "Gap 2.50 %  ·  1 min 30 s  ·  3 threads"


def test_that_page_and_panel_do_not_confuse_their_runs(page, panel, runs, context, qtbot, put) -> None:
    put(page, record("run-00", RunStatus.RUNNING))
    put(page, record("run-01", RunStatus.RUNNING))
    page.table.choose("run-00")
    panel.table.choose("run-01")
    panel.table.setFocus()
    context.actions["run.cancel"].trigger()
    assert runs.cancelled == ["run-01"]
    page.detail.head.touched.emit()
    context.actions["run.cancel"].trigger()
    assert runs.cancelled == ["run-01", "run-00"]


def test_that_the_panel_leads_to_the_page(panel, runs, context, qtbot, put) -> None:
    assert panel._stack.currentIndex() == 0
    put(panel, solved("run-00", "Growth"))
    assert panel._stack.currentIndex() == 1
    with qtbot.waitSignal(context.navigation.page_requested) as asked:
        panel.table.opened.emit("run-00")
    assert asked.args == ["runs"]
    assert context.selection.run == "run-00"


def test_that_a_run_without_solution_leads_to_its_explanation(page, runs, context, qtbot, put) -> None:
    explained = []
    context.actions.add("explain.scenario", "Explain", lambda: explained.append(context.selection.scenario))
    put(page, record("run-00", RunStatus.INFEASIBLE, "Growth"))
    assert context.actions["run.explain"].isEnabled()
    assert not context.actions["run.results"].isEnabled()
    context.actions["run.explain"].trigger()
    assert explained == ["Growth"]
    put(page, solved("run-01"))
    page.table.choose("run-01")
    assert not context.actions["run.explain"].isEnabled()


def test_that_a_cancelled_run_says_whether_a_solution_was_kept(page, put) -> None:
    put(page, record("run-00", RunStatus.CANCELLED, objective=5.0, message="Interrupted by user"))
    assert "is kept" in page.detail.head.words
    put(page, record("run-01", RunStatus.CANCELLED, message="The run was cancelled before it began."))
    page.table.choose("run-01")
    assert page.detail.head.words == "The run was cancelled before it began."
