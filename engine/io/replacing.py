"""Files written beside their place and moved there when complete, so that a failure loses nothing."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from engine.errors import KnownError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends well its file takes the place of `path`.

    Raises:
        KnownError: The file cannot be written, for want of space, rights or because another program holds it.
    """
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
    try:
        part.touch(exist_ok=False)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def remove_parts(path: Path) -> None:
    """Remove what writers of a file that were killed in the middle left beside it."""
    for part in path.parent.glob(f".{escape(path.name)}-*.part"):
        part.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> KnownError:
    full = error.errno == errno.ENOSPC
    return KnownError(
        "disk-full" if full else "file-not-writable",
        f"The file cannot be written ({error.strerror or error}).",
        where=str(path),
        what_to_do="Free some space, and try again."
        if full
        else "Close it in other programs, check the folder, or choose another place.",
    )
