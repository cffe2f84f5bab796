"""The command line as a user has it: every command and every exit code, in processes of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.patience import PATIENCE_S, until, until_gone

posix = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")


class CommandLine:
    """Runs commands in a folder with a state of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "NO_COLOR": "1"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "desktop", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """Standard output and error of a command that ends with the code, without a traceback."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == code, out + err
        assert "Traceback" not in out + err
        return out, err

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The one document of a command that is asked for JSON."""
        return json.loads(self(*arguments, "--json", code=code)[0])


@pytest.fixture(scope="module")
def networx(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    return CommandLine(tmp_path_factory.mktemp("command-line"))


def test_that_a_model_goes_from_sample_to_answer_and_through_a_workbook(networx: CommandLine) -> None:
    assert "infeasible-on-purpose" in networx("samples")[0]
    networx("new", "small.networx", "--sample", "infeasible-on-purpose")
    assert networx.json("validate", "small.networx") == []
    assert networx.json("solve", "small.networx", code=1)[0]["status"] == "infeasible"
    (answer,) = networx.json("solve", "small.networx", "--scenario", "Larger Reno")
    assert answer["status"] == "optimal"
    networx("export", "small.networx", "out.xlsx", "--run", answer["run"])
    networx("new", "copy.networx")
    networx("import", "copy.networx", "out.xlsx")
    (again,) = networx.json("solve", "copy.networx", "--scenario", "Larger Reno")
    assert (again["input_hash"], again["objective"]) == (answer["input_hash"], answer["objective"])
    networx("results", "copy.networx", "--table", "result_flows", "--out", "flows.csv")
    assert (networx.folder / "flows.csv").stat().st_size > 0


def test_that_standard_output_is_left_to_the_answer(networx: CommandLine) -> None:
    out, err = networx("validate", "missing.networx", code=2)
    assert out == ""
    assert err.startswith("Error: There is no such project file.")
    assert json.loads(networx("solve", "missing.networx", "--json", code=2)[0])["error"]["code"] == "project-missing"


def test_that_a_reader_who_has_enough_is_no_error(networx: CommandLine) -> None:
    with networx.start("samples", "--json") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_that_an_infeasible_model_is_explained_with_the_cut_and_the_value_that_works(networx: CommandLine) -> None:
    networx("new", "why.networx", "--sample", "infeasible-on-purpose")
    found = networx.json("explain", "why.networx")
    assert found["outcome"] == "explained"
    assert "must get 4,300" in found["causes"][0]["sentence"]
    cells = {(change["table"], change["column"]): change["works"] for change in found["changes"]}
    assert cells["facilities", "max_throughput"] == "4300"
    assert "What to change:" in networx("explain", "why.networx")[0]
    assert networx.json("explain", "why.networx", "--scenario", "Larger Reno")["outcome"] == "feasible"
    networx("explain", "why.networx", "--scenario", "Nobody", code=2)


def test_that_errors_of_the_tables_are_told_instead_of_an_explanation(networx: CommandLine) -> None:
    networx("new", "empty.networx")
    found = networx.json("explain", "empty.networx", code=1)
    assert found["outcome"] == "invalid"
    assert "network-without-demand" in {issue["rule"] for issue in found["issues"]}


# --- what is stopped or killed ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_model(networx: CommandLine) -> str:
    """A model that takes far longer than a test."""
    networx("new", "long.networx", "--sample", "europe-three-echelon")
    return "long.networx"


def wait_for_incumbent(process: subprocess.Popen[str], temporary: Path) -> None:
    """Waits until a run has told of an incumbent, and has it on disk, where it comes a little later."""
    assert process.stderr is not None
    assert any("incumbent" in line for line in process.stderr), "the run ended before it had an incumbent"
    until(lambda: list(temporary.glob("networx-run-*/*/incumbent.npz")))


@pytest.fixture
def solving(networx: CommandLine, long_model: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    networx.environment["TMPDIR"] = str(tmp_path)
    process = networx.start("solve", long_model, "--gap", "0", "--json")
    wait_for_incumbent(process, tmp_path)
    yield process
    process.kill()
    process.communicate()


def children_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


@posix
def test_that_ctrl_c_keeps_the_incumbent_with_its_gap(
    networx: CommandLine, solving: subprocess.Popen[str], long_model: str
) -> None:
    solving.send_signal(signal.SIGINT)
    out, err = solving.communicate(timeout=PATIENCE_S)
    assert solving.returncode == 1, err
    document = json.loads(out)[0]
    assert document["status"] == "cancelled"
    assert document["gap"] == pytest.approx(abs(document["objective"] - document["bound"]) / abs(document["objective"]))
    assert document["checked"]["max_violation"] < 1e-5
    flows = networx.json("results", long_model, "--table", "result_flows", "--run", document["run"])
    assert flows["rows"]


@posix
def test_that_a_killed_computation_keeps_its_incumbent_and_is_called_interrupted(
    networx: CommandLine, solving: subprocess.Popen[str], long_model: str
) -> None:
    for child in children_of(solving):
        child.kill()
    out, err = solving.communicate(timeout=PATIENCE_S)
    assert solving.returncode == 1, err
    document = json.loads(out)[0]
    assert document["status"] == "interrupted"
    assert document["objective"] is not None
    assert document["checked"]["max_violation"] < 1e-5
    assert networx.json("results", long_model, "--table", "result_flows", "--run", document["run"])["rows"]


@posix
def test_that_a_crash_ends_with_3_and_names_the_log(networx: CommandLine, solving: subprocess.Popen[str]) -> None:
    for child in children_of(solving):
        child.send_signal(signal.SIGSEGV)
    out, err = solving.communicate(timeout=PATIENCE_S)
    assert solving.returncode == 3
    assert json.loads(out)[0]["status"] == "failed"
    assert "networx.log" in err
    assert "Traceback" not in out + err


@posix
def test_that_a_killed_command_leaves_no_process_and_a_sound_project(
    networx: CommandLine, solving: subprocess.Popen[str], long_model: str
) -> None:
    children = children_of(solving)
    assert children
    solving.kill()
    until_gone(children)
    networx("validate", long_model)


@pytest.fixture(scope="module")
def workbook(networx: CommandLine) -> tuple[str, int]:
    """A workbook and the number of rows in it."""
    networx("new", "us.networx", "--sample", "us-distribution")
    networx("export", "us.networx", "us.xlsx")
    networx("new", "whole.networx")
    changes = networx.json("import", "whole.networx", "us.xlsx")["changes"]
    return "us.xlsx", sum(counts["inserted"] for counts in changes.values())


@posix
@pytest.mark.parametrize("after_s", [0.8, 1.2, 1.6, 2.0])
def test_that_an_import_killed_at_any_time_is_whole_or_not_at_all(
    networx: CommandLine, workbook: tuple[str, int], after_s: float
) -> None:
    project, (source, rows) = f"killed-{after_s}.networx", workbook
    networx("new", project)
    with networx.start("import", project, source) as process:
        time.sleep(after_s)  # the moment of death is the point here, not a wait for something
        process.kill()
        process.communicate()
    changes = networx.json("import", project, source)["changes"]
    assert sum(counts["inserted"] for counts in changes.values()) in (0, rows)
    assert networx.json("validate", project) == []
