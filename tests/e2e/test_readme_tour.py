"""The tour of README, command by command, as a reader would type it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import dev

NETWORX = [sys.executable, "-m", "desktop"]


def tour() -> list[tuple[list[str], int]]:
    """Each command of the tour, with the exit code that its comment promises."""
    text = (dev.ROOT / "README.md").read_text("utf-8")
    section = re.search(r"^## Five minutes.*?(?=^## )", text, re.DOTALL | re.MULTILINE)
    assert section
    lines = re.findall(r"^networx (.+)$", section.group(), re.MULTILINE)
    return [(shlex.split(line, comments=True), int("exit code 1" in line)) for line in lines]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_every_command_of_the_tour_does_what_it_says(tmp_path: Path) -> None:
    steps = tour()
    assert len(steps) > 10
    own = os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")}  # no other program writes into its log
    for arguments, code in steps:
        done = subprocess.run(
            [*NETWORX, *arguments], cwd=tmp_path, env=own, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == code, f"networx {shlex.join(arguments)}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
    for name in ("flows.csv", "network.xlsx", "filled.xlsx"):
        assert (tmp_path / name).stat().st_size > 0
