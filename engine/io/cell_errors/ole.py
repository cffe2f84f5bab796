"""Reads a stream out of an OLE compound file (MS-CFB), the container of .xls workbooks."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_END = 0xFFFFFFFA
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class OleFile:
    """An OLE compound file held in memory.

    Raises:
        struct.error: The file is cut short.
        ValueError: A chain of sectors runs in a circle.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        self._mini = 1 << struct.unpack_from("<H", data, 32)[0]
        self._cutoff = struct.unpack_from("<I", data, 56)[0]
        self._fat = self._table(self._fat_sectors())
        (mini_fat,) = struct.unpack_from("<I", data, 60)
        self._mini_fat = self._table(self._chain(mini_fat, self._fat))
        (directory,) = struct.unpack_from("<I", data, 48)
        self._entries = dict(self._directory(self._read(directory, self._fat)))

    def stream(self, *names: str) -> bytes:
        """Content of the first of these streams that exists (names in lower case); empty if none does."""
        for name in names:
            if name in self._entries:
                kind, first, size = self._entries[name]
                if kind == _STREAM and size < self._cutoff:
                    return self._mini_stream(first)[:size]
                return self._read(first, self._fat)[:size]
        return b""

    def _mini_stream(self, first: int) -> bytes:
        root = next(entry for entry in self._entries.values() if entry[0] == _ROOT)
        whole = self._read(root[1], self._fat)
        size = self._mini
        return b"".join(whole[at * size : (at + 1) * size] for at in self._chain(first, self._mini_fat))

    def _read(self, first: int, table: tuple[int, ...]) -> bytes:
        return b"".join(self._sector_bytes(number) for number in self._chain(first, table))

    def _sector_bytes(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        return self._data[start : start + self._sector]

    def _chain(self, first: int, table: tuple[int, ...]) -> Iterator[int]:
        seen = 0
        while first < min(_END, len(table)):
            yield first
            first = table[first]
            seen += 1
            if seen > len(table):
                raise ValueError("a chain of sectors runs in a circle")

    def _fat_sectors(self) -> Iterator[int]:
        yield from (sector for sector in struct.unpack_from("<109I", self._data, 76) if sector < _END)
        (sector, count) = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(count, len(self._data) // self._sector)):
            *sectors, sector = _numbers(self._sector_bytes(sector))
            yield from (number for number in sectors if number < _END)

    def _table(self, sectors: Iterator[int]) -> tuple[int, ...]:
        return tuple(number for sector in sectors for number in _numbers(self._sector_bytes(sector)))

    @staticmethod
    def _directory(data: bytes) -> Iterator[tuple[str, tuple[int, int, int]]]:
        for start in range(0, len(data) - _ENTRY + 1, _ENTRY):
            (length, kind) = struct.unpack_from("<HB", data, start + 64)
            if kind in (_STREAM, _ROOT):
                name = data[start : start + max(length - 2, 0)].decode("utf-16-le", "replace").lower()
                first, size = struct.unpack_from("<II", data, start + 116)
                yield name, (kind, first, size)


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
