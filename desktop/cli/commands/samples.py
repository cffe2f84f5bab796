"""`networx samples`: the sample models that ship with the product."""

from __future__ import annotations

from desktop.cli.arguments import Json
from desktop.cli.output import out, print_json

NAME = "samples"
EXAMPLES = ("networx samples",)


def command(as_json: Json = False) -> int:
    """List the sample models shipped with the product."""
    from engine.io.samples import sample_names

    samples = sample_names()
    if as_json:
        print_json([{"name": s.name, "title": s.title, "description": s.one_line} for s in samples])
        return 0
    from desktop.cli.tables import table

    rows = [(sample.name, sample.title, sample.one_line) for sample in samples]
    out().print(table(("name", "title", "what is in it"), rows))
    return 0
