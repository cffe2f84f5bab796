"""Commands whose disk is full, whose readers have gone, or whose streams are closed: no traceback, no halves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and streams of POSIX")

FILE = "small.networx"


class CommandLine:
    """Runs commands by a shell in a folder of their own; `networx` stands for the program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Whoever starts it writes through buffers, whatever was asked of Python around these tests.
        buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        self.environment = {**buffered, "XDG_STATE_HOME": str(folder / "state"), "NO_COLOR": "1"}

    def __call__(self, line: str, code: int = 0) -> str:
        """Everything that a line of a shell tells."""
        program = f'networx() {{ "{sys.executable}" -P -m desktop "$@"; }}\n'
        done = subprocess.run(
            ["bash", "-c", program + line],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == code, done.stdout
        assert "Traceback" not in done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    made = CommandLine(tmp_path_factory.mktemp("without-room"))
    made(f"networx new {FILE} --sample infeasible-on-purpose")
    return made


@pytest.mark.parametrize(
    "words", ["template blank.xlsx", f"export {FILE} out.xlsx", f"export {FILE} out-csv", f"import {FILE} more"]
)
def test_that_a_command_without_room_says_so_and_leaves_nothing_half_made(shell: CommandLine, words: str) -> None:
    (shell.folder / "more").mkdir(exist_ok=True)
    (shell.folder / "more" / "products.csv").write_text(
        "product,description\n" + "".join(f"P{number},{'x' * 400}\n" for number in range(200))
    )
    before = {path for path in shell.folder.rglob("*") if "out-csv" not in path.parts}
    told = shell(f"ulimit -f 0; networx {words}", code=2)
    assert told.startswith("Error: ")
    assert "what to do: " in told
    after = {path for path in shell.folder.rglob("*") if path.suffix in (".part", ".xlsx", ".csv")}
    assert after <= before
    shell(f"networx validate {FILE}")


@pytest.mark.parametrize("words", ["samples", "samples --json", f"results {FILE}", "--help", "solve --help"])
def test_that_a_reader_who_has_gone_is_no_error(shell: CommandLine, words: str) -> None:
    assert shell(f"networx {words} | true; exit ${{PIPESTATUS[0]}}") == ""


@pytest.mark.parametrize("words", ["samples", "samples --json"])
def test_that_an_answer_that_cannot_be_written_is_told(shell: CommandLine, words: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    assert "Nothing more can be written" in shell(f"networx {words} > /dev/full", code=2)


def test_that_closed_streams_are_no_defect(shell: CommandLine) -> None:
    assert shell("networx samples >&-") == ""
    assert "us-distribution" in shell("networx samples 2>&-")


def test_that_a_run_goes_on_when_the_reader_of_its_progress_has_gone(shell: CommandLine) -> None:
    line = f'networx solve {FILE} --scenario "Larger Reno" --json 2> >(head -1 > /dev/null) > answer.json'
    shell(line)
    assert '"status": "optimal"' in (shell.folder / "answer.json").read_text("utf-8")


def test_that_an_error_whose_reader_has_gone_keeps_its_code(shell: CommandLine) -> None:
    assert shell("networx solve missing.networx 2>&1 | true; exit ${PIPESTATUS[0]}", code=2) == ""


@pytest.mark.parametrize(
    ("words", "code"), [([f"solve {FILE}", '--scenario "Larger Reno"'], 0), (["solve missing.networx"], 2)]
)
def test_that_notes_that_nobody_can_read_change_no_exit_code(shell: CommandLine, words: list[str], code: int) -> None:
    fifo = shell.folder / f"gone-{code}"
    os.mkfifo(fifo)
    opened = (
        f'exec 3<>"{fifo}"; exec 4>"{fifo}"; exec 3>&-; '  # a writer whose reader has gone before the command begins
    )
    shell(f"{opened} networx {' '.join(words)} 2>&4 > answer.txt", code=code)
