"""One file for a frozen network or for the result tables of a run: a zip of Arrow files, compressed by zstd."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.feather

from engine.errors import KnownError
from engine.network import Network, Source
from engine.network.digest import network_hash
from engine.network.frames import split_costs

_MANIFEST = "manifest.json"
_NAMED = "#name"  # of a cost column: the names of step costs beside the numbers
_FORMAT = 1


def write_network(network: Network, path: Path) -> str:
    """Write the network as one file, whole or not at all.

    Returns:
        Its `network_hash`, which is in the file, too.
    """
    digest = network_hash(network)
    sources = {str(number): asdict(source) for number, source in network.sources.items()}
    frames = {name: frame for name, frame in network.tables.items() if len(frame)}
    _write_atomically(path, _pack(frames, {"hash": digest, "sources": sources}))
    return digest


def read_network(path: Path) -> tuple[Network, str]:
    """The network that `write_network` wrote, and its hash.

    Raises:
        KnownError: ``snapshot-unreadable``: the file is damaged or of another version.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive)
        frames = {name: _joined(_frame(archive, name)) for name in manifest["tables"]}
    sources = {int(number): Source(**source) for number, source in manifest["sources"].items()}
    return Network.of(frames, sources), manifest["hash"]


def pack_tables(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Result tables as the bytes of one file; columns are texts or numbers."""
    return _pack(tables, {})


def write_tables(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write result tables as one file, whole or not at all."""
    _write_atomically(path, pack_tables(tables))


def table_names(packed: bytes) -> tuple[str, ...]:
    """Names of the tables in what `pack_tables` made."""
    with _opened(io.BytesIO(packed)) as archive:
        return tuple(_manifest(archive)["tables"])


def unpack_table(packed: bytes, name: str) -> pd.DataFrame:
    """One of the tables in what `pack_tables` made; the others are not read.

    Raises:
        KnownError: ``snapshot-unreadable``.
        KeyError: There is no such table.
    """
    with _opened(io.BytesIO(packed)) as archive:
        return _frame(archive, name)


def _pack(frames: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]) -> bytes:
    """Equal tables are equal bytes, whenever they are packed: what a server has need not be sent again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        content = {"format": _FORMAT, "tables": list(frames), **manifest}
        archive.writestr(zipfile.ZipInfo(_MANIFEST), json.dumps(content))
        for name, frame in frames.items():
            table = pa.Table.from_pandas(_split(frame), preserve_index=False)
            sink = io.BytesIO()
            pyarrow.feather.write_feather(table.replace_schema_metadata(None), sink, compression="zstd")
            archive.writestr(zipfile.ZipInfo(f"{name}.arrow"), sink.getbuffer())
    return buffer.getvalue()


def _split(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its mixed cost columns as one of numbers and one of names."""
    mixed = [str(name) for name in frame.columns if frame[name].dtype == object]
    parts: dict[str, Any] = {}
    for name in mixed:
        numbers, names = split_costs(frame[name])
        parts[name] = numbers
        if names is not None:
            parts[name + _NAMED] = pd.Series(names, dtype="str").to_numpy()
    return frame.assign(**parts) if parts else frame


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    named = [str(name) for name in frame.columns if str(name).endswith(_NAMED)]
    for column in named:
        name = column.removesuffix(_NAMED)
        names = frame[column].astype("object")
        frame[name] = frame[name].astype("object").where(names == "", names)
    return frame.drop(columns=named)


def _frame(archive: zipfile.ZipFile, name: str) -> pd.DataFrame:
    table = pyarrow.feather.read_table(pa.BufferReader(archive.read(f"{name}.arrow")))
    frame: pd.DataFrame = table.to_pandas()
    return frame


@contextmanager
def _opened(source: Path | io.BytesIO) -> Iterator[zipfile.ZipFile]:
    """The archive; each part is checked against its checksum as it is read."""
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except (zipfile.BadZipFile, pa.ArrowInvalid):
        raise _unreadable(source.name if isinstance(source, Path) else "result") from None


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != _FORMAT:
        raise _unreadable(Path(archive.filename or "result").name)
    return manifest


def _unreadable(name: str) -> KnownError:
    return KnownError(
        "snapshot-unreadable",
        "A file of a run is damaged or was written by another version.",
        where=name,
        what_to_do="Run the scenario again.",
    )


def _write_atomically(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
