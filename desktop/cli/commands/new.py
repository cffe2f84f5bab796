"""`networx new`: a project file, blank or made from a sample."""

from __future__ import annotations

from typing import Annotated

import typer

from desktop.cli.arguments import ProjectFile
from desktop.cli.output import note

NAME = "new"
EXAMPLES = (
    "networx new mine.networx",
    "networx new coffee.networx --sample us-distribution",
)


def command(
    file: ProjectFile,
    sample: Annotated[
        str | None, typer.Option("--sample", metavar="NAME", help="Begin with this sample model.", show_default="none")
    ] = None,
) -> int:
    """Create a project file. An existing file is never written over."""
    from desktop.cli.files import require_suffix
    from engine.io.samples import load_sample
    from engine.network import Network
    from sync.store import Project

    require_suffix(file, ".networx")
    network = Network.of() if sample is None else load_sample(sample)
    Project.create(file, network).close()
    rows = sum(len(frame) for frame in network.tables.values())
    note(f"Created {file} with {rows:,} rows." if sample else f"Created {file}, which is blank.")
    return 0
