"""Reads csv files as cells of text: encoding, delimiter and line ends found out, rows numbered as they stand."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from engine.errors import KnownError
from engine.io.cells import SheetCells, column_of_texts
from engine.io.encoding import DecodedText, decode
from engine.io.options import ReadOptions
from engine.io.reading import DELIMITERS, delimiter_name, encoding_name
from engine.issues import Issue, Severity

_SAMPLE_CHARACTERS = 200_000
_SAMPLE_ROWS = 200
_CHUNK_ROWS = 50_000
_DECLARED = re.compile(r"\Asep=(.)[\r\n]", re.IGNORECASE)
_GUARD = r"^'([=+\-@\t\r'])"


def read_csv(path: Path, options: ReadOptions | None = None, *, most: int | None = None) -> SheetCells:
    """All cells of a csv file as text.

    Args:
        path: The file.
        options: Encoding, delimiter and limits.
        most: Number of characters after which no further row is begun, for a look at a file; None for all of it.

    Raises:
        KnownError: Not text, too large, or with a quotation mark that is never closed.
    """
    options = options or ReadOptions()
    decoded = decode(_bytes(path, options), path.name, options.encoding)
    text = decoded.text if most is None else _head(decoded.text, most)
    delimiter = options.delimiter or find_delimiter(text)
    columns = _columns(text, delimiter, path.name)
    return SheetCells(
        file=path.name,
        sheet="",
        columns=tuple(column_of_texts(_unguarded(texts)) for texts in columns),
        delimiter=delimiter,
        encoding=decoded.encoding,
        issues=(*_encoding_issues(path.name, decoded), *delimiter_issues(path.name, text, options.delimiter)),
    )


def find_delimiter(text: str) -> str:
    """The sign that cuts the first rows most evenly into more than one cell; a comma if none does."""
    declared = _DECLARED.match(text)
    if declared:
        return declared.group(1)
    sample = text[:_SAMPLE_CHARACTERS]
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign))


def delimiter_issues(file: str, text: str, chosen: str | None) -> Iterator[Issue]:
    """A warning where another sign cuts the first rows as well as the one found, or better than the one chosen.

    Args:
        file: Name of the file.
        text: Its text.
        chosen: Sign that the user chose; None where it was found.
    """
    if chosen is None and _DECLARED.match(text):
        return
    sample = text[:_SAMPLE_CHARACTERS]
    used = chosen or find_delimiter(text)
    ranks = {sign: _evenness(sample, sign) for sign in dict.fromkeys((*DELIMITERS, used))}
    share, width = ranks.pop(used)
    other = max(ranks, key=lambda sign: ranks[sign])
    other_share, other_width = ranks[other]
    said = f"{delimiter_name(other)} cuts the rows into {other_width} cells"
    if chosen is not None and other_share > share:
        uneven = "rows differ in their number of cells" if width else "rows are one cell each"
        better = f"{said} throughout" if other_share == 1 else said
        message = f"With {delimiter_name(used)} between cells {uneven}; {better}. Choose that delimiter."
        yield Issue(Severity.WARNING, "file-delimiter-doubtful", message, value=used, source=file)
    elif chosen is None and other_width and other_share == share:
        message = (
            f"Rows were cut at each {delimiter_name(used)}, into {width} cells; {said} as evenly. "
            "If columns look wrong, choose the delimiter."
        )
        yield Issue(Severity.WARNING, "file-delimiter-guessed", message, value=used, source=file)


def _head(text: str, most: int) -> str:
    """The rows that begin in the first characters, up to a line end."""
    end = text.find("\n", most)
    return text if end < 0 else text[: end + 1]


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in itertools.islice(reader, _SAMPLE_ROWS) if row)
    except csv.Error:
        return 0.0, 0
    if not widths:
        return 0.0, 0
    width, rows = widths.most_common(1)[0]
    return (rows / widths.total(), width) if width > 1 else (0.0, 0)


def _bytes(path: Path, options: ReadOptions) -> bytes:
    size = path.stat().st_size
    if size > options.limits.file_bytes:
        raise KnownError(
            "file-too-large",
            f"The file has {size / 1e6:,.0f} MB; up to {options.limits.file_bytes / 1e6:,.0f} MB are read.",
            where=path.name,
            what_to_do="Split it into several files.",
        )
    return path.read_bytes()


def _columns(text: str, delimiter: str, file: str) -> list[pa.Array]:
    """Text of each column; short rows are blank at their end."""
    if '"' not in text:
        even = _even_columns(text, delimiter)
        if even is not None:
            return even
    return _ragged_columns(text, delimiter, file)


def _even_columns(text: str, delimiter: str) -> list[pa.Array] | None:
    """Columns of a file without quotation marks whose rows have all the same width; else None."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    first_end = text.find("\n")
    width = text.count(delimiter, 0, first_end if first_end >= 0 else len(text)) + 1
    names = [str(number) for number in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(text.encode()),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=2**24),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns]


def _ragged_columns(text: str, delimiter: str, file: str) -> list[pa.Array]:
    """Columns of any csv text, by the standard library's reader."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    chunks: list[tuple[int, list[pa.Array]]] = []
    try:
        while rows := list(itertools.islice(reader, _CHUNK_ROWS)):
            cells = itertools.zip_longest(*rows, fillvalue="")
            chunks.append((len(rows), [pa.array(column, pa.string()) for column in cells]))
    except csv.Error as error:
        raise KnownError(
            "file-csv",
            f"The file breaks the rules of csv near line {reader.line_num:,} ({error}).",
            where=file,
            what_to_do="Look for a quotation mark that is not closed, or choose another delimiter.",
        ) from error
    return list(_joined(chunks))


def _joined(chunks: list[tuple[int, list[pa.Array]]]) -> Iterator[pa.Array]:
    width = max((len(columns) for _, columns in chunks), default=0)
    for number in range(width):
        yield pa.concat_arrays(
            columns[number] if number < len(columns) else pa.nulls(rows, pa.string()) for rows, columns in chunks
        )


def _unguarded(texts: pa.Array) -> pa.Array:
    """Without the apostrophe that guards text from being read as a formula (see `csv_guard`)."""
    if not pc.any(pc.starts_with(texts, "'")).as_py():
        return texts
    return pc.replace_substring_regex(texts, _GUARD, r"\1")


def _encoding_issues(file: str, decoded: DecodedText) -> Iterator[Issue]:
    name = encoding_name(decoded.encoding)
    if decoded.guessed:
        other = f"; {decoded.doubt}" if decoded.doubt else ""
        yield Issue(
            Severity.WARNING,
            "file-encoding-guessed",
            f"The file does not say how its text is encoded; it was read as {name}{other}. "
            "If names look wrong, choose the encoding.",
            value=decoded.encoding,
            source=file,
        )
    elif decoded.doubt:
        message = f"{decoded.doubt} Choose another encoding if that is wrong."
        yield Issue(Severity.WARNING, "file-encoding-doubtful", message, value=decoded.encoding, source=file)
