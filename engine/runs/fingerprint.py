"""The hash of a network's content: equal for equal rows in any order, wherever they came from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from engine.network.frames import split_costs

if TYPE_CHECKING:
    from engine.network import Network

# A scenario's own tables have done their work once the effective network stands.
NOT_HASHED = frozenset({"scenarios", "overrides"})

_Hashes = npt.NDArray[np.uint64]


def input_hash(network: Network) -> str:
    """SHA-256 over the sorted 64-bit hashes of all rows, as 64 hexadecimal digits.

    The order of rows, provenance, empty tables and columns without any filled cell do not count, so that undoing an
    edit gives the old hash again, and a later version with further columns does too.

    Args:
        network: The effective network of a scenario.
    """
    digest = hashlib.sha256(b"network 1")
    for name, frame in sorted(network.tables.items()):
        if name not in NOT_HASHED and len(frame):
            digest.update(name.encode())
            digest.update(np.sort(_row_hashes(frame)).astype("<u8").tobytes())
    return digest.hexdigest()


def _row_hashes(frame: pd.DataFrame) -> _Hashes:
    rows = np.zeros(len(frame), dtype=np.uint64)
    for name in frame.columns:
        if name.startswith("_"):
            continue
        for part, cells in _parts(frame[name]).items():
            if cells.any():
                rows += _mixed(cells ^ _text_hash(f"{name}/{part}"))
    return _mixed(rows)


def _parts(cells: pd.Series) -> dict[str, _Hashes]:
    """The hashes of a column's cells by kind of content; a blank is 0."""
    if cells.dtype == object:
        numbers, names = split_costs(cells)
        text = {} if names is None else {"text": _texts(pd.Series(names, dtype="str"))}
        return {"number": _numbers(numbers), **text}
    if cells.dtype == np.float64:
        return {"number": _numbers(cells.to_numpy())}
    return {"text": _texts(cells)}


def _numbers(values: npt.NDArray[np.float64]) -> _Hashes:
    blank = np.isnan(values)
    bits = (values + 0.0).view(np.uint64)  # adding zero makes -0.0 and 0.0 one number
    return np.where(blank, np.uint64(0), _mixed(bits) | np.uint64(1))


def _texts(cells: pd.Series) -> _Hashes:
    codes, words = pd.factorize(cells)
    hashes = np.fromiter(map(_text_hash, words), dtype=np.uint64, count=len(words))
    return hashes[codes]


def _text_hash(text: str) -> np.uint64:
    """First 8 bytes of BLAKE2b with the lowest bit set; 0 for a blank."""
    if not text:
        return np.uint64(0)
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") | 1)


def _mixed(bits: _Hashes) -> _Hashes:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014): each bit of the input sways each bit of the output."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
