"""Where the server's programs are on this computer."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.errors import KnownError

_FOLDERS = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
_BESIDE = ("/usr/sbin", "/usr/local/sbin")


def program(name: str) -> str:
    """The path of a program.

    Raises:
        KnownError: ``program-missing``.
    """
    # Newest PostgreSQL first: Debian keeps each version in a folder of its own, off the path.
    versions = [path for folder in _FOLDERS for path in Path(folder).glob(f"*/bin/{name}")]
    newest = sorted(versions, key=lambda path: [int(part) for part in path.parts[-3].split("@") if part.isdigit()])
    beside = [Path(folder, name) for folder in _BESIDE if Path(folder, name).is_file()]
    found = newest[-1:] or beside[:1] or [Path(on_path) for on_path in (shutil.which(name),) if on_path]
    if not found:
        raise KnownError(
            "program-missing",
            f"The program {name} is not on this computer.",
            what_to_do="Install PostgreSQL 15, Redis 7 and nginx (on Debian: postgresql redis-server nginx).",
        )
    return str(found[0])
