"""Project files for the start page: made from a sample or blank, and pictures of samples."""

from __future__ import annotations

import tempfile
from pathlib import Path

from desktop.compute import map_picture
from engine.errors import KnownError
from engine.io.samples import load_sample
from sync.store import Project, copy_project


def create(path: str, sample: str = "") -> str:
    """Makes a project file, blank or from a sample; never over another file.

    Args:
        path: Where it is wanted; a number is added to the name where something is there.
        sample: Name of the sample; empty for a blank project.

    Returns:
        Where it was made.

    Raises:
        KnownError: The folder cannot be written to; there is no such sample.
    """
    free = _free(Path(path))
    Project.create(free, load_sample(sample) if sample else None).close()
    return str(free)


def copied(path: str, target: str) -> str:
    """Copies a project, also one that is open or cannot be written to; never over another file.

    Args:
        path: Project file.
        target: Where the copy is wanted; a number is added to the name where something is there.

    Returns:
        Where it is.

    Raises:
        KnownError: The project cannot be read, or the folder not be written to.
    """
    free = _free(Path(target))
    copy_project(Path(path), free)
    return str(free)


def template(path: str) -> str:
    """Writes the blank workbook: a sheet for each table, a header for each column with its meaning.

    Returns:
        Where it is.

    Raises:
        KnownError: ``file-not-writable``.
    """
    from engine.io import write_template

    write_template(Path(path))
    return path


def sample_picture(sample: str, width: int, height: int, scheme: str, target: str) -> str:
    """Writes a small map of a sample; see `desktop.compute.map_picture.small`."""
    with tempfile.TemporaryDirectory() as folder:
        made = create(str(Path(folder, "sample.networx")), sample)
        return map_picture.small(made, width, height, scheme, target)


def _free(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(
            "project-read-only",
            "The folder for the project cannot be made.",
            where=str(path.parent),
            what_to_do="Choose another folder.",
        ) from error
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem} {number}")
        number += 1
    return free
