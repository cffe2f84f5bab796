"""Checks of file names that a command is given."""

from __future__ import annotations

from pathlib import Path

from engine.errors import KnownError


def require_suffix(path: Path, suffix: str) -> None:
    """Refuse a file whose name does not end as it has to.

    Raises:
        KnownError: ``file-suffix``.
    """
    if path.suffix.lower() != suffix:
        raise KnownError(
            "file-suffix",
            f"The name of the file must end in {suffix}.",
            where=str(path),
            what_to_do=f"Use {path.with_suffix(suffix).name if path.name else f'a name such as model{suffix}'}.",
        )
