"""Published instances as a user has them: a workbook, imported and solved on the command line."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.instances import holmberg, orlib
from benchmarks.instances.instance import Instance, folder
from engine.io import export_workbook

INSTANCES = folder()
pytestmark = pytest.mark.skipif(INSTANCES is None, reason="the third-party instances are not on this machine")


def networx(place: Path, *arguments: str) -> str:
    """What a command that is done prints."""
    command = [sys.executable, "-P", "-m", "desktop", *arguments]
    done = subprocess.run(command, cwd=place, capture_output=True, encoding="utf-8", timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "instance",
    [
        pytest.param(lambda place: orlib.capacitated(place / "orlib-cap", "cap71"), id="cap71"),
        pytest.param(lambda place: holmberg.instance(place / "holmberg", "p1"), id="p1"),
    ],
)
def test_that_a_published_instance_reaches_its_optimum_from_a_workbook(
    instance: Callable[[Path], Instance], tmp_path: Path
) -> None:
    assert INSTANCES is not None
    given = instance(INSTANCES)
    export_workbook(given.network, tmp_path / "given.xlsx")
    networx(tmp_path, "new", "case.networx")
    networx(tmp_path, "import", "case.networx", "given.xlsx")
    answers: list[dict[str, Any]] = json.loads(networx(tmp_path, "solve", "case.networx", "--gap", "1e-7", "--json"))
    assert [answer["status"] for answer in answers] == ["optimal"]
    assert answers[0]["objective"] == pytest.approx(given.optimum, rel=1e-6)
    assert answers[0]["checked"]["max_violation"] <= 1e-6
