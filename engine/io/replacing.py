"""Files written beside their place and moved there when complete, so that a failure loses nothing."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import KnownError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends well its file takes the place of `path`.

    Raises:
        KnownError: The file cannot be written, for want of space, rights or because another program holds it.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".part", dir=path.absolute().parent)
        os.close(handle)
    except OSError as error:
        raise _unwritable(path, error) from error
    part = Path(name)
    try:
        yield part
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
