"""JSON codec of frozen dataclasses: plain data out, checked types in; nothing is ever executed."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from engine.errors import KnownError

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """The value as dicts, lists, texts, numbers, booleans and None.

    Raises:
        ValueError: A number is not finite (JSON has no word for it), or a type has no plain form.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("JSON holds finite numbers only; write None for an unknown one")
        return float(value)
    if value is None or isinstance(value, (str, int)):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): to_plain(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    raise ValueError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[T], data: object) -> T:
    """The dataclass that `to_plain` made the data from.

    Args:
        kind: A dataclass whose fields are texts, numbers, booleans, enums, dataclasses, tuples or mappings of them.
        data: What a JSON parser returned.

    Raises:
        KnownError: ``record-unreadable``: a field is missing, unknown or of another type.
    """
    result: T = _read(kind, data, kind.__name__)
    return result


def known_part(kind: Any, data: object) -> Any:
    """The data without fields that the dataclass does not have, at any depth: a newer version may have written them."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return known_part(next(part for part in inner if part is not type(None)), data)
    if origin is tuple and isinstance(data, list):
        return [known_part(inner[0], item) for item in data]
    if isinstance(data, dict) and is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return {name: known_part(hints[name], item) for name, item in data.items() if name in hints}
    if isinstance(data, dict) and len(inner) == 2:
        return {name: known_part(inner[1], item) for name, item in data.items()}
    return data


def _read(kind: Any, data: object, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_optional(kind, data, place)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], item, place) for item in _expect(list, data, place))
    if origin is not None and issubclass(origin, Mapping):
        value = get_args(kind)[1]
        return {name: _read(value, item, f"{place}.{name}") for name, item in _expect(dict, data, place).items()}
    if is_dataclass(kind):
        return _read_dataclass(kind, data, place)
    if issubclass(kind, Enum):
        return _read_enum(kind, data, place)
    if kind is float and type(data) is int:
        return float(data)
    return _expect(kind, data, place)


def _read_optional(kind: Any, data: object, place: str) -> Any:
    if data is None:
        return None
    (inner,) = (part for part in get_args(kind) if part is not type(None))
    return _read(inner, data, place)


def _read_enum(kind: type[Enum], data: object, place: str) -> Enum:
    try:
        return kind(data)
    except ValueError:
        raise _unreadable(place, f"{data!r} is no {kind.__name__}") from None


def _read_dataclass(kind: Any, data: object, place: str) -> Any:
    given = _expect(dict, data, place)
    hints = _hints(kind)
    if unknown := given.keys() - hints.keys():
        raise _unreadable(place, f"unknown field {min(unknown)!r}")
    needed = {item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING}
    if missing := needed - given.keys():
        raise _unreadable(place, f"missing field {min(missing)!r}")
    return kind(**{name: _read(hints[name], item, f"{place}.{name}") for name, item in given.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _expect(kind: type, data: object, place: str) -> Any:
    if type(data) is not kind:
        raise _unreadable(place, f"{type(data).__name__} stands where {kind.__name__} is due")
    return data


def _unreadable(place: str, why: str) -> KnownError:
    return KnownError(
        "record-unreadable",
        f"A stored record of a run cannot be read: {why}.",
        where=place,
        what_to_do="It was written by another version, or damaged; open it with the version that wrote it.",
    )
