"""Walks through an XML part by local names; document types are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

# Expat expands only entities that a document type declares, and those are refused here and before.
from xml.parsers import expat

Attributes = dict[str, str]


class UnsafeXmlError(Exception):
    """The part declares a document type."""


def walk(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _name: None,
    text: Callable[[str], None] = lambda _text: None,
) -> None:
    """Call back for every element and text, with names and attributes without their namespaces.

    Raises:
        UnsafeXmlError: The part declares a document type.
        ExpatError: The part is not well-formed.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(_local(name), _local_keys(attributes))
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    parser.ParseFile(stream)


def _refuse(*_declaration: object) -> None:
    raise UnsafeXmlError


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _local_keys(attributes: Attributes) -> Attributes:
    return {_local(name): value for name, value in attributes.items()}
