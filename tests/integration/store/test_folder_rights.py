"""A project in a folder in which the user may only read, or not even that."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from engine.network import Network
from sync.store import Project
from tests.unit.changes.networks import lanes

ROOT = Path(__file__).parents[3]
IS_ROOT = sys.platform != "win32" and os.geteuid() == 0

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are set in another way on Windows"),
    pytest.mark.skipif(IS_ROOT and not shutil.which("setpriv"), reason="root may write everywhere without setpriv"),
]

SCRIPT = """
    import sys
    from pathlib import Path
    from engine.errors import KnownError
    from sync.store import OpenMode, Project

    path = Path(sys.argv[1])
    attempts = {
        "write": lambda: Project.open(path).close(),
        "create": lambda: Project.create(path.with_name("new.networx")).close(),
        "run": lambda: Project.open(path, OpenMode.RUN).close(),
        "read": lambda: print("rows", len(Project.open(path, OpenMode.READ).table("lanes"))),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
        except KnownError as error:
            print(name, error.code)
"""


def said_by_a_user_without_rights(path: Path) -> list[str]:
    bounded = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if IS_ROOT else []
    done = subprocess.run(
        [*bounded, sys.executable, "-c", textwrap.dedent(SCRIPT), str(path)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (0o555, ["write project-read-only", "create project-read-only", "run project-read-only", "rows 10"]),
        (
            0o000,
            [
                "write project-unreadable",
                "create project-read-only",
                "run project-unreadable",
                "read project-unreadable",
            ],
        ),
    ],
)
def test_that_a_folder_without_rights_is_a_known_error(tmp_path: Path, rights: int, expected: list[str]):
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "project.networx"
    Project.create(path, Network.of({"lanes": lanes(10)})).close()
    path.chmod(0o444)
    folder.chmod(rights)
    try:
        assert said_by_a_user_without_rights(path) == expected
    finally:
        folder.chmod(0o755)
    assert [entry.name for entry in folder.iterdir()] == [path.name]
