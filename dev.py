"""The developer's commands: set up, run, test, check, measure, document and lock the project.

Needs nothing but Python 3.11 or newer with its venv and pip modules:

    python dev.py run            open the application; without a screen, solve a shipped sample
    python dev.py test           run every test
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "constraints.txt"
OLDEST_PYTHON = (3, 11)

GROUPS = ("runtime", "build", "desktop", "jobs", "server", "data", "test", "dev")
PACKAGES = ("engine", "sync", "desktop", "server_stub")
NO_TESTS = 5  # what pytest answers where it was to run none
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
# What Qt's libraries and its offscreen and xcb platforms load and a bare Debian does not have.
QT_LIBRARIES = (
    "libgl1", "libegl1", "libx11-6", "libdbus-1-3", "libfontconfig1", "libfreetype6", "libglib2.0-0", "libxkbcommon0",
    "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0",
    "libxcb-shape0", "libxcb-xinerama0",
)  # fmt: skip
# What the server is made of; its tests and `dev.py server` run the real programs.
SERVER_PROGRAMS = {
    "postgres": "postgresql", "redis-server": "redis-server", "nginx": "nginx", "openssl": "openssl",
    "promtool": "prometheus",
}  # fmt: skip
GROUPS_NOTE = "    # groups: "


class SetupError(Exception):
    """Something about this machine or checkout that the developer has to change."""


# --- the environment ------------------------------------------------------------------------------


def scripts_folder() -> Path:
    """The folder of the environment that holds its programs."""
    return VENV / ("Scripts" if os.name == "nt" else "bin")


def program(name: str) -> str:
    """The path of one of the environment's programs."""
    return str(scripts_folder() / (f"{name}.exe" if os.name == "nt" else name))


def call(*command: str | Path, folder: Path | None = None) -> int:
    """Run a command with this process's input and output; gives its exit code.

    Raises:
        SetupError: The environment has lost the program.
    """
    try:
        return subprocess.run([str(part) for part in command], cwd=folder, check=False).returncode
    except FileNotFoundError as error:
        raise SetupError(f"{error.filename} is missing; delete {VENV.name} and run `python dev.py setup`.") from error


def must(reason: str, *command: str | Path) -> None:
    """Run a command in the project's folder, and stop with `reason` where it fails."""
    if call(*command, folder=ROOT) != 0:
        raise SetupError(f"{reason} failed; what went wrong stands above.")


def create_environment() -> None:
    """Create `.venv` where it is missing.

    Raises:
        SetupError: This Python has no venv or no pip to put into it.
    """
    if Path(program("python")).exists():
        return
    try:
        import ensurepip  # noqa: F401 - Debian splits it off; venv fails late and unclearly without it
        import venv
    except ImportError as error:
        raise SetupError(
            f"this Python cannot create environments ({error}). "
            "On Debian and Ubuntu install python3-venv; elsewhere install Python from python.org."
        ) from error
    print(f"creating {VENV.name}", file=sys.stderr, flush=True)
    venv.create(VENV, with_pip=True, clear=VENV.exists(), symlinks=os.name != "nt")


def fingerprint() -> str:
    """What an installation depends on: the project's description, the lock and the place of the checkout."""
    text = PROJECT.read_text("utf-8").partition("\n[tool.ruff]")[0]
    parts = (text, LOCK.read_text("utf-8"), str(ROOT))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read_stamp() -> tuple[str, frozenset[str]]:
    """The fingerprint and the groups of the last installation; empty where there is none."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
        return stamp["fingerprint"], frozenset(stamp["groups"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", frozenset()


def ensure(*wanted: str) -> None:
    """Bring the environment to the locked versions of the wanted groups; at once where it has them."""
    create_environment()
    now, (then, installed) = fingerprint(), read_stamp()
    groups = installed.union(wanted, ("runtime", "build"))
    if now == then and groups == installed:
        return
    print(f"installing {', '.join(sorted(groups))}", file=sys.stderr, flush=True)
    pip = (program("python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    pins = VENV / "requirements.txt"
    pins.write_text("".join(pins_of(groups)), "utf-8")
    must("installing the locked packages", *pip, "--require-hashes", "--no-deps", "-r", pins)
    must("installing the project", *pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    STAMP.write_text(json.dumps({"fingerprint": now, "groups": sorted(groups)}), "utf-8")


# --- the screen -----------------------------------------------------------------------------------


def has_screen() -> bool:
    """Whether a window can be shown."""
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in SCREENS)


def lacks_qt_libraries() -> str:
    """What the system says where Qt cannot be loaded; empty where it can."""
    done = subprocess.run(
        [program("python"), "-c", "import PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtNetwork"],
        check=False,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]


def ensure_qt_libraries() -> None:
    """Install the system libraries that Qt needs, where they are missing and this is Debian or one of its kin.

    Raises:
        SetupError: They are missing and cannot be installed from here.
    """
    lacking = lacks_qt_libraries()
    if not lacking:
        return
    install_system_packages("the system libraries of Qt", QT_LIBRARIES)
    if lacking := lacks_qt_libraries():
        raise SetupError(f"Qt cannot be loaded, although its libraries are there: {lacking}")


# --- the server's programs ------------------------------------------------------------------------


def missing_server_programs() -> list[str]:
    """System packages whose programs are not on this computer."""
    code = (
        "import sys\nfrom engine.errors import KnownError\nfrom server_stub.loopback.programs import program\n"
        "for name in sys.argv[1:]:\n    try: program(name)\n    except KnownError: print(name)"
    )
    command = [program("python"), "-c", code, *SERVER_PROGRAMS]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return sorted({SERVER_PROGRAMS[name] for name in done.stdout.split()})


def ensure_server_programs() -> None:
    """Install the programs that the server is made of, where they are missing and this is Debian or one of its kin.

    Raises:
        SetupError: They are missing and cannot be installed from here.
    """
    missing = missing_server_programs() if sys.platform.startswith("linux") else []
    if missing:
        install_system_packages("the programs of the server", missing)
        if missing := missing_server_programs():
            raise SetupError(f"the programs of the server were installed, but are not found: {', '.join(missing)}")


def install_system_packages(what: str, packages: Sequence[str]) -> None:
    """Install packages of Debian, and say so.

    Raises:
        SetupError: This is no Debian, or not the superuser.
    """
    wanted = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetupError(f"{what} are missing; install them (on Debian: {wanted}).")
    if os.geteuid() != 0:
        raise SetupError(f"{what} are missing; run: sudo apt-get install {wanted}")
    print(f"installing {what}: {wanted}", file=sys.stderr, flush=True)
    must("reading the list of system packages", "apt-get", "update", "--quiet")
    must(f"installing {what}", "apt-get", "install", "--yes", "--no-install-recommends", *packages)


# --- the lock -------------------------------------------------------------------------------------


def blocks(text: str) -> Iterator[str]:
    """Each pin of a lock: its line and the indented lines (hashes, groups) that follow it."""
    return (match.group() for match in re.finditer(r"^[A-Za-z0-9].*\n(?:[ ]+.*\n)*", text, re.MULTILINE))


def name_of(block: str) -> str:
    """The package that a block pins."""
    return block.split("==", 1)[0]


def groups_of(block: str) -> frozenset[str]:
    """The groups of dependencies that need a block's package."""
    return frozenset(block.rpartition(GROUPS_NOTE)[2].strip().split(", "))


def pins_of(groups: Iterable[str]) -> Iterator[str]:
    """The blocks of the lock that any of the groups needs."""
    wanted = frozenset(groups)
    return (block for block in blocks(LOCK.read_text("utf-8")) if groups_of(block) & wanted)


def resolve(*options: str | Path) -> str:
    """A resolution of pyproject.toml for every platform, by uv."""
    command = (program("uv"), "pip", "compile", PROJECT, "--universal", "--python-version", "3.11", "--quiet")
    style = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
    done = subprocess.run(
        [str(part) for part in (*command, *style, *options)],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    if done.returncode != 0:
        raise SetupError("no set of versions satisfies pyproject.toml; what uv says stands above.")
    return done.stdout


def names_needed(group: str, pinned: Path) -> frozenset[str]:
    """The packages that one group of dependencies needs, with all that they need themselves."""
    extra = () if group == "runtime" else ("--extra", group)
    return frozenset(map(name_of, blocks(resolve("--constraint", pinned, *extra))))


def write_lock(*options: str) -> None:
    """Resolve all groups together and write the lock; each pin names the groups that need it."""
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "pins.txt"
        if LOCK.exists():
            pinned.write_text(LOCK.read_text("utf-8"), "utf-8")
        resolve("--all-extras", "--generate-hashes", "--output-file", pinned, *options)
        everything = list(blocks(pinned.read_text("utf-8")))
        needs = {group: names_needed(group, pinned) for group in GROUPS}
    head = "# Every dependency, exact and hashed, for all platforms. Written by `python dev.py lock`.\n"
    LOCK.write_text(head + "".join(annotated(block, needs) for block in everything), "utf-8")


def annotated(block: str, needs: dict[str, frozenset[str]]) -> str:
    """A block with the line that names its groups."""
    groups = [group for group in GROUPS if name_of(block) in needs[group]]
    return f"{block}{GROUPS_NOTE}{', '.join(groups)}\n"


# --- commands -------------------------------------------------------------------------------------


def setup(_arguments: Sequence[str]) -> int:
    """Create the environment and install everything a developer needs."""
    ensure(*GROUPS)
    return 0


def run(arguments: Sequence[str]) -> int:
    """Open the application; without a screen, solve a sample. Arguments go to `networx`."""
    ensure("runtime", "desktop", "jobs")
    if arguments:
        return call(program("networx"), *arguments)
    if has_screen():
        ensure_qt_libraries()
        return call(program("networx"))
    print("dev.py: there is no screen to show a window on; solving a sample instead", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "sample.networx"
        made = call(program("networx"), "new", project, "--sample", "us-distribution")
        return made or call(program("networx"), "solve", project)


def test(arguments: Sequence[str]) -> int:
    """Run every test; arguments go to pytest."""
    ensure("runtime", "desktop", "jobs", "server", "data", "test")
    ensure_qt_libraries()
    ensure_server_programs()
    return test_in_turn(arguments)


def test_in_turn(arguments: Sequence[str]) -> int:
    """Run the tests: first those that may share the processor, all at once, then those that measure, by themselves."""
    pytest = (program("python"), "-m", "pytest")
    together = call(*pytest, "-n", "auto", "-m", "not alone", *arguments, folder=ROOT)
    alone = call(*pytest, "-m", "alone", *arguments, "-n", "0", folder=ROOT)
    codes = [code for code in (together, alone) if code != NO_TESTS]
    return max(codes, default=NO_TESTS)


def check(_arguments: Sequence[str]) -> int:
    """Lint, check format, types and the direction of imports; all of them, even after a failure."""
    ensure(*GROUPS)
    typed = [name for name in (*PACKAGES, "benchmarks", "docs", "resources", "dev.py") if (ROOT / name).exists()]
    steps = {
        "lint": (program("ruff"), "check", "."),
        "format": (program("ruff"), "format", "--check", "."),
        "types": (program("mypy"), *typed),
        "imports": (program("lint-imports"), "--no-logo"),
    }
    failed = [name for name, command in steps.items() if call(*command, folder=ROOT) != 0]
    print(f"check failed: {', '.join(failed)}" if failed else "check passed", flush=True)
    return 1 if failed else 0


def bench(arguments: Sequence[str]) -> int:
    """Run the measurements; arguments go to them."""
    ensure("runtime", "desktop", "jobs", "server", "test")
    if "server" in arguments or "--all" in arguments:
        ensure_server_programs()
    return call(program("python"), "-m", "benchmarks", *arguments, folder=ROOT)


def server(arguments: Sequence[str]) -> int:
    """Run the whole server on this computer; arguments: `--port N`."""
    ensure("runtime", "jobs", "server")
    ensure_server_programs()
    # Not in the checkout: PostgreSQL may run as another user, who need not reach it.
    folder = Path(tempfile.gettempdir()) / f"networx-server-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
    return call(program("python"), "-m", "server_stub.loopback", "--folder", folder, *arguments, folder=ROOT)


def docs(_arguments: Sequence[str]) -> int:
    """Write the pages of the documentation that are derived from the code."""
    ensure("runtime")
    return call(program("python"), "-m", "docs.generate", folder=ROOT)


def lock(arguments: Sequence[str]) -> int:
    """Resolve the dependencies anew; arguments go to uv (`--upgrade`, `--upgrade-package NAME`)."""
    ensure(*GROUPS)
    write_lock(*arguments)
    ensure(*GROUPS)
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": setup,
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "server": server,
    "docs": docs,
    "lock": lock,
}


def usage() -> str:
    """The list of commands."""
    lines = (f"  {name:<7}{command.__doc__}" for name, command in COMMANDS.items())
    return "usage: python dev.py COMMAND [ARGUMENTS]\n\n" + "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run one command; 2 where the command line or the machine is not usable."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"dev.py: needs Python 3.11 or newer; this is {found}.", file=sys.stderr)
        return 2
    if not arguments or arguments[0] not in COMMANDS:
        print(usage(), file=sys.stderr)
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
