"""A scene as one file: a line of JSON, then columns as they lie in memory. Private to one run of the application."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from desktop.map.scene import Changes, Colouring, Flows, Names, Scene, Sites

_PLAIN = ("keys", "unit", "distance_unit", "circuity", "service_distances", "title", "notes", "widest")
_TUPLES = ("keys", "service_distances", "notes")
_COMPARED = ("first", "second", "count")
_ALIGNED = 64


def write_scene(scene: Scene, path: Path) -> None:
    """Writes a scene."""
    columns = _columns(scene)
    layout = [(name, column.dtype.str, len(column)) for name, column in columns.items()]
    compared = None if scene.changes is None else {name: getattr(scene.changes, name) for name in _COMPARED}
    head = json.dumps(
        {"columns": layout, "colouring": scene.colouring, "compared": compared}
        | {name: getattr(scene, name) for name in _PLAIN}
    )
    with path.open("wb") as file:
        file.write(_padded(head.encode() + b"\n", b" "))
        for column in columns.values():
            file.write(_padded(column.tobytes(), b"\0"))


def read_scene(path: Path) -> Scene:
    """Reads what `write_scene` wrote; the columns share one block of memory."""
    block = path.read_bytes()
    end = block.index(b"\n")
    head = json.loads(block[:end])
    columns: dict[str, Any] = {}
    start = _rounded(end + 1)
    for name, kind, count in head["columns"]:
        column = np.frombuffer(block, dtype=kind, count=count, offset=start)
        columns[name] = column
        start += _rounded(column.nbytes)
    names = _names(columns, "names")
    sites = Sites(names, **{field.name: columns[f"sites.{field.name}"] for field in fields(Sites)[1:]})
    flows = Flows(**{field.name: columns[f"flows.{field.name}"] for field in fields(Flows)})
    plain = {name: head[name] for name in _PLAIN}
    plain |= {name: tuple(plain[name]) for name in _TUPLES}
    changes = None
    if head["compared"] is not None:
        before, after = _names(columns, "changes.before"), _names(columns, "changes.after")
        changes = Changes(**head["compared"], places=columns["changes.places"], before=before, after=after)
    return Scene(sites, flows, Colouring(head["colouring"]), **plain, changes=changes)


def _columns(scene: Scene) -> dict[str, Any]:
    columns = _blocks("names", scene.sites.names)
    columns |= {f"sites.{field.name}": getattr(scene.sites, field.name) for field in fields(Sites)[1:]}
    columns |= {f"flows.{field.name}": getattr(scene.flows, field.name) for field in fields(Flows)}
    if scene.changes is not None:
        columns["changes.places"] = scene.changes.places
        columns |= _blocks("changes.before", scene.changes.before) | _blocks("changes.after", scene.changes.after)
    return columns


def _blocks(name: str, texts: Names) -> dict[str, Any]:
    return {f"{name}.block": texts.block, f"{name}.ends": texts.ends}


def _names(columns: dict[str, Any], name: str) -> Names:
    return Names(columns[f"{name}.block"], columns[f"{name}.ends"])


def _padded(content: bytes, filler: bytes) -> bytes:
    """The content, filled up so that what follows lies on a boundary."""
    missing = _rounded(len(content)) - len(content)
    return content + filler * missing


def _rounded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
