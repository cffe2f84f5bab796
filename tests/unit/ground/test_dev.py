"""The developer's commands, without a network and without an environment."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import dev

LOCK = """# head
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:aa
    # groups: runtime, test
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:bb
    # groups: runtime, test
pytest==9.0.0 \\
    --hash=sha256:cc \\
    --hash=sha256:dd
    # groups: test
ruff==0.17.0 \\
    --hash=sha256:ee
    # groups: dev
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a lock and an environment that looks complete but in which nothing was installed."""
    (tmp_path / "constraints.txt").write_text(LOCK, "utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n\n[tool.ruff]\n", "utf-8")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(dev, "PROJECT", tmp_path / "pyproject.toml")
    monkeypatch.setattr(dev, "LOCK", tmp_path / "constraints.txt")
    python = Path(dev.program("python"))
    python.parent.mkdir(parents=True)
    python.touch()
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that would have been run."""
    heard: list[tuple[str, ...]] = []

    def record(*command: str | Path, folder: Path | None = None) -> int:
        heard.append(tuple(map(str, command)))
        return 0

    monkeypatch.setattr(dev, "call", record)
    monkeypatch.setattr(dev, "lacks_qt_libraries", lambda: "")
    monkeypatch.setattr(dev, "has_screen", lambda: False)
    return heard


def names(groups: Sequence[str]) -> list[str]:
    return [dev.name_of(block) for block in dev.pins_of(groups)]


def test_that_a_group_takes_every_pin_that_names_it(checkout: Path) -> None:
    assert names(["runtime"]) == ["numpy", "numpy"]
    assert names(["test"]) == ["numpy", "numpy", "pytest"]
    assert names(["runtime", "dev"]) == ["numpy", "numpy", "ruff"]


def test_that_blocks_keep_every_hash_of_the_lock() -> None:
    assert "".join(dev.blocks(LOCK)) == LOCK.removeprefix("# head\n")


def test_that_an_environment_that_is_up_to_date_runs_nothing(checkout: Path, commands: list[tuple[str, ...]]) -> None:
    dev.ensure("runtime")
    assert len(commands) == 2
    dev.ensure("runtime")
    assert len(commands) == 2


def test_that_a_further_group_is_added_to_those_installed(checkout: Path, commands: list[tuple[str, ...]]) -> None:
    dev.ensure("test")
    dev.ensure("dev")
    assert dev.read_stamp()[1] == {"runtime", "build", "test", "dev"}
    assert len(commands) == 4


def test_that_a_changed_lock_installs_anew(checkout: Path, commands: list[tuple[str, ...]]) -> None:
    dev.ensure("runtime")
    dev.LOCK.write_text(LOCK.replace("9.0.0", "9.0.1"), "utf-8")
    dev.ensure("runtime")
    assert len(commands) == 4


def test_that_a_setting_of_a_tool_installs_nothing(checkout: Path, commands: list[tuple[str, ...]]) -> None:
    dev.ensure("runtime")
    dev.PROJECT.write_text("[project]\n\n[tool.ruff]\nline-length = 99\n", "utf-8")
    dev.ensure("runtime")
    assert len(commands) == 2


def test_that_packages_are_installed_by_their_hashes(checkout: Path, commands: list[tuple[str, ...]]) -> None:
    dev.ensure("test")
    packages, project = commands
    assert "--require-hashes" in packages
    assert Path(packages[-1]).read_text("utf-8") == "".join(dev.pins_of(["test"]))
    assert "--no-deps" in project
    assert project[-1] == str(checkout)


def test_that_a_failed_installation_leaves_no_stamp(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "call", lambda *_command, folder=None: 1)
    with pytest.raises(dev.SetupError, match="installing the locked packages failed"):
        dev.ensure("runtime")
    assert dev.read_stamp() == ("", frozenset())


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"fingerprint": "x"})])
def test_that_a_damaged_stamp_counts_as_none(checkout: Path, text: str) -> None:
    dev.STAMP.write_text(text, "utf-8")
    assert dev.read_stamp() == ("", frozenset())


def test_that_a_python_without_venv_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(dev.SetupError, match="python3-venv"):
        dev.create_environment()


def test_that_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    assert dev.main(["test"]) == 2
    assert "needs Python 3.11 or newer; this is 3.10.4" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["deploy"], ["--help"]])
def test_that_an_unknown_command_lists_the_known_ones(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(arguments) == 2
    told = capsys.readouterr().err
    assert [name for name in dev.COMMANDS if f"  {name}" not in told] == []


def test_that_run_hands_its_arguments_to_the_command_line(checkout: Path, commands: list[tuple[str, ...]]) -> None:
    dev.main(["run", "validate", "my.networx"])
    assert commands[-1] == (dev.program("networx"), "validate", "my.networx")


def test_that_run_alone_opens_the_application_where_there_is_a_screen(
    checkout: Path, commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "has_screen", lambda: True)
    assert dev.main(["run"]) == 0
    assert commands[-1] == (dev.program("networx"),)


def test_that_run_alone_without_a_screen_says_so_and_solves_a_sample(
    checkout: Path, commands: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["run"]) == 0
    new, solve = commands[-2:]
    assert new[1] == "new"
    assert solve[1:] == ("solve", new[2])
    assert "no screen" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "is_there"), [({}, False), ({"DISPLAY": ":0"}, True), ({"DISPLAY": ""}, False)]
)
def test_that_a_screen_on_linux_is_what_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], is_there: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev.os, "environ", environment)
    assert dev.has_screen() is is_there


def test_that_missing_libraries_of_qt_are_installed_by_root_on_debian_and_told(
    checkout: Path, commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = iter(["libEGL.so.1: cannot open shared object file", ""])
    monkeypatch.setattr(dev, "lacks_qt_libraries", lambda: next(lacking))
    monkeypatch.setattr(dev, "missing_server_programs", list)
    monkeypatch.setattr(dev.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    assert dev.main(["test", "-q"]) == 0
    installed = next(command for command in commands if command[:2] == ("apt-get", "install"))
    assert "libegl1" in installed
    assert "libegl1" in capsys.readouterr().err
    assert "pytest" in commands[-1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the developer installs them himself")
def test_that_missing_programs_of_the_server_are_installed_by_root_on_debian_and_told(
    checkout: Path, commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = iter([["nginx"], []])
    monkeypatch.setattr(dev, "lacks_qt_libraries", str)
    monkeypatch.setattr(dev, "missing_server_programs", lambda: next(missing))
    monkeypatch.setattr(dev.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    assert dev.main(["test", "-q"]) == 0
    assert ("apt-get", "install", "--yes", "--no-install-recommends", "nginx") in commands
    assert "programs of the server: nginx" in capsys.readouterr().err


@pytest.mark.parametrize(("apt", "user"), [("/usr/bin/apt-get", 1000), (None, 0)])
def test_that_missing_libraries_of_qt_that_cannot_be_installed_stop_the_tests_with_advice(
    checkout: Path,
    commands: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    apt: str | None,
    user: int,
) -> None:
    monkeypatch.setattr(dev, "lacks_qt_libraries", lambda: "libEGL.so.1 is missing")
    monkeypatch.setattr(dev.shutil, "which", lambda _: apt)
    monkeypatch.setattr(dev.os, "geteuid", lambda: user, raising=False)
    assert dev.main(["test"]) == 2
    assert "libegl1" in capsys.readouterr().err
    assert not any("pytest" in command for command in commands)


def test_that_check_runs_every_step_after_a_failure(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "ensure", lambda *_groups: None)
    monkeypatch.setattr(dev, "call", lambda *command, folder: int("ruff" in command[0]))
    assert dev.main(["check"]) == 1
    assert "check failed: lint, format\n" in capsys.readouterr().out


def test_that_a_lock_names_the_groups_that_need_each_pin(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = LOCK.replace("    # groups: runtime, test\n", "").replace("    # groups: test\n", "")

    def resolve(*options: str | Path) -> str:
        if "--output-file" in options:
            Path(options[options.index("--output-file") + 1]).write_text(bare, "utf-8")
        return "numpy==2.5.5\n" + ("pytest==9.0.0\n" if "test" in options else "")

    monkeypatch.setattr(dev, "GROUPS", ("runtime", "test"))
    monkeypatch.setattr(dev, "resolve", resolve)
    dev.write_lock()
    assert names(["runtime"]) == ["numpy", "numpy"]
    assert names(["test"]) == ["numpy", "numpy", "pytest"]


def test_that_a_lost_program_is_told_with_its_cure(checkout: Path) -> None:
    with pytest.raises(dev.SetupError, match=r"delete \.venv"):
        dev.call(dev.program("networx"), "solve")


def test_that_dev_starts_without_any_package_installed() -> None:
    command = [sys.executable, "-I", "-S", str(dev.ROOT / "dev.py"), "--help"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")
