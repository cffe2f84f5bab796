import io
import json
import sys

import pytest

from desktop.cli.answers import document_of
from desktop.cli.issues import place_of, summary_of
from desktop.cli.output import print_error, print_json
from desktop.cli.progress import Line, Lines, LiveTable
from desktop.cli.tables import duration, figure, percent, table
from engine.errors import KnownError
from engine.issues import Issue, Severity
from engine.runs.events import BoundImproved, Finished, IncumbentFound, PhaseStarted, Queued, Started
from engine.runs.record import RunRecord, RunStatus


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (0.0, "0"),
        (-0.0, "0"),
        (1234567.0, "1,234,567"),
        (258858112.00589, "258,858,112"),
        (1234.5678, "1,234.57"),
        (-0.012346, "-0.01235"),
        (float("inf"), "∞"),
        (float("-inf"), "-∞"),
    ],
)
def test_that_a_figure_reads_well_at_every_size(value: float | None, text: str) -> None:
    assert figure(value) == text


def test_that_shares_and_times_are_told_in_the_users_units() -> None:
    assert [percent(0.0001), percent(0.25), percent(0.0), percent(None)] == ["0.01 %", "25 %", "0 %", "–"]
    assert [duration(0.04), duration(59.94), duration(125.0), duration(3725.0)] == [
        "0.0 s",
        "59.9 s",
        "2:05 min",
        "1:02:05 h",
    ]


def test_that_a_name_with_markup_is_shown_as_it_is() -> None:
    from rich.console import Console

    stream = io.StringIO()
    Console(file=stream, width=80).print(table(["name", "cost"], [["[red]DC[/red] :smile:", "1"]], numbers=["cost"]))
    assert "[red]DC[/red] :smile:" in stream.getvalue()


def test_that_an_issue_is_placed_by_table_key_column_value_and_source() -> None:
    issue = Issue(
        Severity.ERROR, "r", "m", "demand", {"customer": "A", "period": ""}, "quantity", "-5", "D.xlsx!demand!D17"
    )
    assert place_of(issue) == "demand[A, (blank)].quantity = '-5' (D.xlsx!demand!D17)"
    assert place_of(Issue(Severity.NOTE, "r", "m")) == ""
    note = Issue(Severity.NOTE, "r", "m")
    assert summary_of([issue, note, note]) == "1 error, 2 notes"
    assert summary_of([]) == "no issues"


ERROR = KnownError("disk-full", "The disk is full.", where="a[b].networx", what_to_do="Free some space.")


def test_that_an_error_tells_what_where_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(ERROR, as_json=False)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "Error: The disk is full.\n  where: a[b].networx\n  what to do: Free some space.\n"


def test_that_an_error_is_one_document_where_json_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(ERROR, as_json=True)
    captured = capsys.readouterr()
    assert captured.err == ""
    assert json.loads(captured.out) == {
        "error": {
            "code": "disk-full",
            "message": "The disk is full.",
            "where": "a[b].networx",
            "what_to_do": "Free some space.",
        }
    }


def test_that_json_keeps_names_and_refuses_numbers_that_it_cannot_hold(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Zürich ☃", "number": 1234567.5})
    text = capsys.readouterr().out
    assert "Zürich ☃" in text
    assert json.loads(text)["number"] == 1234567.5
    with pytest.raises(ValueError, match="JSON"):
        print_json(float("nan"))


RECORD = RunRecord(id="run-1", scenario="Growth", status=RunStatus.OPTIMAL, objective=110.0, bound=110.0, gap=0.0)


def test_that_the_document_of_a_run_begins_with_its_scenario_and_has_all_of_the_contract() -> None:
    document = document_of(RECORD)
    assert list(document)[:3] == ["scenario", "run", "status"]
    wanted = {"objective", "bound", "gap", "seconds", "size", "costs", "checked", "input_hash", "open_facilities"}
    assert wanted | {"served", "unmet"} <= set(document)
    assert json.loads(json.dumps(document)) == document


def test_that_a_line_of_progress_follows_the_events() -> None:
    line = Line("Growth")
    assert line.cells(100.0) == ("Growth", "waiting", "–", "–", "–", "–")
    line = line.after(Started(run="run-1", process=7), 100.0)
    line = line.after(PhaseStarted(run="run-1", phase="solve", seconds=1.0), 101.0)
    line = line.after(BoundImproved(run="run-1", seconds=2.0, bound=100.0), 102.0)
    line = line.after(IncumbentFound(run="run-1", seconds=3.0, objective=125.0, gap=0.2), 103.0)
    assert line.cells(110.0) == ("Growth", "solve", "10.0 s", "125", "100", "20 %")
    line = line.after(Finished(run="run-1", record=RECORD), 120.0)
    assert line.cells(500.0) == ("Growth", "optimal", "20.0 s", "110", "110", "0 %")


def test_that_progress_in_a_log_is_a_line_for_each_phase_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lines({"run-1": "Growth"}) as view:
        for event in (
            Queued(run="run-1"),
            Started(run="run-1", process=7),
            PhaseStarted(run="run-1", phase="solve", seconds=0.0),
            PhaseStarted(run="run-1", phase="solve", seconds=0.0),
            Finished(run="run-1", record=RECORD),
        ):
            view.show(event)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [line.split("  ")[0] for line in captured.err.splitlines()] == [
        "Growth: starting",
        "Growth: solve",
        "Growth: optimal",
    ]
    assert captured.err.splitlines()[-1].endswith("incumbent 110  bound 110  gap 0 %")


def test_that_the_live_table_shows_each_run_and_of_very_many_those_under_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from rich.console import Console

    def shown(view: LiveTable) -> str:
        stream = io.StringIO()
        Console(file=stream, width=120).print(view.table())
        return stream.getvalue()

    view = LiveTable({f"run-{number}": f"Scenario {number}" for number in range(20)})
    view.show(Started(run="run-0", process=1))
    view.show(IncumbentFound(run="run-0", seconds=1.0, objective=1250000.0, bound=1000000.0, gap=0.2))
    assert "Scenario 0" in shown(view)
    assert "1,250,000" in shown(view)
    for number in range(1, 20):
        view.show(Started(run=f"run-{number}", process=1))
    for number in range(15):
        view.show(Finished(run=f"run-{number}", record=RECORD))
    assert [f"Scenario {number} " in shown(view) for number in (0, 14, 15, 19)] == [False, False, True, True]


def test_that_help_needs_no_heavy_library() -> None:
    import subprocess

    heavy = ["numpy", "pandas", "pyarrow", "highspy", "scipy", "sqlalchemy", "openpyxl", "pulp"]
    probe = (
        "import sys; from desktop.cli.main import run; run(['--help']); run(['solve', '--help']); "
        f"sys.exit(', '.join(set({heavy}) & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
