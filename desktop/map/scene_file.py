"""A scene as one file: a line of JSON, then columns as they lie in memory. Private to one run of the application."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from desktop.map.scene import Colouring, Flows, Names, Scene, Sites

_PLAIN = ("keys", "unit", "distance_unit", "title", "notes")
_ALIGNED = 64


def write_scene(scene: Scene, path: Path) -> None:
    """Writes a scene."""
    columns = _columns(scene)
    layout = [(name, column.dtype.str, len(column)) for name, column in columns.items()]
    head = json.dumps(
        {"columns": layout, "colouring": scene.colouring} | {name: getattr(scene, name) for name in _PLAIN}
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
    names = Names(columns.pop("names.block"), columns.pop("names.ends"))
    sites = Sites(names, **{field.name: columns[f"sites.{field.name}"] for field in fields(Sites)[1:]})
    flows = Flows(**{field.name: columns[f"flows.{field.name}"] for field in fields(Flows)})
    plain = {name: head[name] for name in _PLAIN}
    plain |= {"keys": tuple(plain["keys"]), "notes": tuple(plain["notes"])}
    return Scene(sites, flows, Colouring(head["colouring"]), **plain)


def _columns(scene: Scene) -> dict[str, Any]:
    columns = {"names.block": scene.sites.names.block, "names.ends": scene.sites.names.ends}
    columns |= {f"sites.{field.name}": getattr(scene.sites, field.name) for field in fields(Sites)[1:]}
    return columns | {f"flows.{field.name}": getattr(scene.flows, field.name) for field in fields(Flows)}


def _padded(content: bytes, filler: bytes) -> bytes:
    """The content, filled up so that what follows lies on a boundary."""
    missing = _rounded(len(content)) - len(content)
    return content + filler * missing


def _rounded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
