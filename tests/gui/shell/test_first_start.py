"""One program for each user: the second start tells the first and ends."""

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.shell.first_start import FirstStart

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.shell.first_start import FirstStart
QCoreApplication([])
sys.exit(FirstStart(Path(sys.argv[1])).take(Path(sys.argv[2])))
"""


def test_that_a_second_start_hands_its_file_to_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    first = FirstStart(tmp_path)
    assert first.take(None)
    asked = []
    first.asked.connect(asked.append)
    wanted = tmp_path / "coffee, größer.networx"
    second = subprocess.Popen([sys.executable, "-c", SECOND, str(tmp_path), str(wanted)])
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    assert asked == [wanted]
    qtbot.waitUntil(lambda: second.poll() is not None and not first._guests, timeout=20_000)
    assert second.returncode == 0


def test_that_others_settings_are_another_program(tmp_path: Path) -> None:
    assert FirstStart(tmp_path / "mine").take(None)
    assert FirstStart(tmp_path / "yours").take(None)
