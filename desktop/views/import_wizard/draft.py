"""The mapping while it is made: what each sheet feeds, and each header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.io.names import plain_name
from engine.io.profile import MappingProfile, SheetMapping
from engine.schema import INPUT_TABLES

_LEAST = 0.6  # below it a suggestion is none
_SURE = ("exact", "synonym", "chosen", "remembered")


@dataclass(frozen=True, slots=True)
class HeaderDraft:
    """A header of a sheet.

    Attributes:
        header: Its text.
        examples: First values below it.
        column: Column that it feeds; empty where it is left out.
        match: How the column was found: exact, synonym, fuzzy, chosen, remembered; empty for none.
        confidence: How sure that is, 0 to 1.
    """

    header: str
    examples: tuple[str, ...]
    column: str = ""
    match: str = ""
    confidence: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to look twice."""
        return not self.column or self.match in _SURE


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """A sheet of the source.

    Attributes:
        name: Name as a profile names it.
        rows: Rows from row 1 to the last filled one.
        hidden: Whether the workbook hides it.
        table: Table that it feeds; empty for none.
        match: How the table was found: exact, synonym, fuzzy, chosen, remembered.
        used: Whether it is imported.
        header_row: Row of the headers, counted from 1; 0 where none was found.
        headers: Its headers.
        constants: One value for all rows, by column.
        factors: Number by which a column is multiplied.
    """

    name: str
    rows: int
    hidden: bool
    table: str
    match: str
    used: bool
    header_row: int
    headers: tuple[HeaderDraft, ...]
    constants: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)

    @property
    def doubtful(self) -> int:
        """Headers whose column is only likely."""
        return sum(not header.is_sure for header in self.headers)

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that the table needs and that nothing feeds."""
        if not self.table:
            return ()
        given = {header.column for header in self.headers} | {name for name, text in self.constants.items() if text}
        return tuple(
            column.name for column in INPUT_TABLES[self.table].columns if column.required and column.name not in given
        )

    @property
    def doubled(self) -> tuple[str, ...]:
        """Columns that more than one header feeds."""
        chosen = [header.column for header in self.headers if header.column]
        return tuple(dict.fromkeys(name for name in chosen if chosen.count(name) > 1))

    def with_column(self, place: int, column: str) -> SheetDraft:
        """The draft with another column chosen for a header; a header that fed it before is left out."""
        headers = [
            replace(header, column="", match="", confidence=0.0) if column and header.column == column else header
            for header in self.headers
        ]
        headers[place] = replace(self.headers[place], column=column, match="chosen", confidence=1.0)
        return replace(self, headers=tuple(headers))

    def with_constant(self, column: str, text: str) -> SheetDraft:
        """The draft with one value for all rows of a column; empty for none."""
        return replace(self, constants={**self.constants, column: text.strip()})

    def with_factor(self, column: str, factor: float) -> SheetDraft:
        """The draft with another factor of a column; 1 for none."""
        return replace(self, factors={**self.factors, column: factor})


def draft_of(data: Mapping[str, Any]) -> SheetDraft:
    """The draft of a sheet as it was read; likely tables wait to be confirmed, sure ones are used."""
    taken: set[str] = set()
    headers = []
    for entry in sorted(data["columns"], key=lambda entry: -entry["confidence"]):
        column = entry["column"] if entry["column"] not in taken and entry["confidence"] >= _LEAST else ""
        taken.add(column)
        match, confidence = (entry["match"], entry["confidence"]) if column else ("", 0.0)
        headers.append(HeaderDraft(entry["header"], tuple(entry["examples"]), column, match, confidence))
    order = {entry["header"]: at for at, entry in enumerate(data["columns"])}
    headers.sort(key=lambda header: order[header.header])
    return SheetDraft(
        name=data["name"],
        rows=data["rows"],
        hidden=data["hidden"],
        table=data["table"],
        match=data["match"] if data["table"] else "",
        used=bool(data["table"]) and data["match"] in _SURE,
        header_row=data["header_row"],
        headers=tuple(headers),
    )


def remembered_all(draft: SheetDraft, profile: Mapping[str, Any]) -> list[SheetDraft]:
    """The draft as a remembered mapping has it, once for each table that the sheet feeds."""
    if draft.name.casefold() in {name.casefold() for name in profile["ignored_sheets"]}:
        return [replace(draft, used=False)]
    tables = [entry["table"] for entry in profile["sheets"] if entry["sheet"].casefold() == draft.name.casefold()]
    return [remembered(replace(draft, table=table), profile) for table in tables] or [draft]


def remembered(draft: SheetDraft, profile: Mapping[str, Any]) -> SheetDraft:
    """The draft as a remembered mapping has it for its table; as it is where the mapping says nothing about that."""
    mapping = _mapping_of(draft, profile)
    if mapping is None:
        return draft
    wanted = {plain_name(header): column for header, column in mapping["columns"].items()}
    headers = []
    for header in draft.headers:
        column = wanted.get(plain_name(header.header), "")
        headers.append(
            replace(header, column=column, match="remembered" if column else "", confidence=float(bool(column)))
        )
    return replace(
        draft,
        match="remembered",
        used=True,
        header_row=mapping["header_row"] or draft.header_row,
        headers=tuple(headers),
        constants=mapping["constants"],
        factors=mapping["factors"],
    )


def _mapping_of(draft: SheetDraft, profile: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for entry in profile["sheets"]:
        if (entry["sheet"].casefold(), entry["table"]) == (draft.name.casefold(), draft.table):
            found: Mapping[str, Any] = entry
            return found
    return None


def profile_from(drafts: Sequence[SheetDraft]) -> MappingProfile:
    """The profile that the drafts stand for: every sheet and header is used or left out on purpose."""
    used = [draft for draft in drafts if draft.used and draft.table]
    fed = {draft.name for draft in used}
    ignored = dict.fromkeys(draft.name for draft in drafts if draft.name not in fed)
    return MappingProfile(tuple(map(_mapping, used)), tuple(ignored))


def _mapping(draft: SheetDraft) -> SheetMapping:
    fed = {header.column for header in draft.headers if header.column}
    return SheetMapping(
        sheet=draft.name,
        table=draft.table,
        columns={header.header: header.column for header in draft.headers if header.column},
        constants={name: text for name, text in draft.constants.items() if text and name not in fed},
        factors={name: factor for name, factor in draft.factors.items() if factor != 1.0 and name in fed},
        ignored=tuple(header.header for header in draft.headers if not header.column),
        header_row=draft.header_row or None,
    )
