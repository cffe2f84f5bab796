"""Which part of an Office package holds which sheet."""

from __future__ import annotations

import posixpath
import zipfile

from engine.io.cell_errors.xml_walk import Attributes, walk


def related_parts(container: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Targets of a part's relationships by id, as full part names in lower case."""
    folder, name = posixpath.split(part)
    targets: dict[str, str] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/", folder, attributes.get("Target", ""))
            targets[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/").lower()

    names = {entry.lower(): entry for entry in container.namelist()}
    relations = names.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
    if relations is not None:
        with container.open(relations) as stream:
            walk(stream, start)
    return targets


def main_part(container: zipfile.ZipFile, usual: str) -> str:
    """The workbook's own part: where the package says, or the usual name."""
    names = {entry.lower(): entry for entry in container.namelist()}
    for target in related_parts(container, "").values():
        if "workbook" in target and target in names:
            return names[target]
    return names.get(usual, usual)
