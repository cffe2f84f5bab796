"""`networx template`: the blank workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desktop.cli.output import note

NAME = "template"
EXAMPLES = ("networx template network.xlsx",)


def command(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="Workbook to write.", show_default=False)],
) -> int:
    """Write the blank workbook: one sheet a table, headers in row 1, help as cell notes."""
    from desktop.cli.files import require_suffix
    from engine.io.template import write_template

    require_suffix(out, ".xlsx")
    write_template(out)
    note(f"Wrote {out}.")
    return 0
