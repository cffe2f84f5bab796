"""Small networks of every kind of key and cell, for the laws of change sets."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from engine.network import Network, Source
from engine.schema import ColumnType, Table, input_table

EMPTY = Network.of()
TEXTS = st.sampled_from(["", "a", "b", "Ä b", "2027", "x\ny", "n\0ul"])
NUMBERS = st.sampled_from([float("nan"), 0.0, -0.0, 1.0, 0.1, 1e300, -7.25])
TABLES = {  # few columns of each, so that examples meet in the same cells
    "facilities": ("facility", "city", "latitude", "handling_cost", "_row"),
    "demand": ("customer", "product", "period", "quantity", "_source"),
    "step_costs": ("name", "from_quantity", "cost"),
}


def cells(table: Table, name: str) -> st.SearchStrategy[object]:
    if name in {"_source", "_row"}:
        return st.sampled_from([float("nan"), 1.0, 2.0])
    column = table.column(name)
    if column.type is ColumnType.COST:
        return st.one_of(NUMBERS, st.sampled_from(["tier", "other"]))
    return NUMBERS if column.is_number else TEXTS


def frames(name: str) -> st.SearchStrategy[pd.DataFrame]:
    table, columns = input_table(name), TABLES[name]
    row = st.tuples(*(cells(table, column) for column in columns))

    def key(row: tuple[object, ...]) -> tuple[object, ...]:
        parts = row[: len(table.key)]
        return tuple("nan" if part != part else part + 0.0 if isinstance(part, float) else part for part in parts)

    return st.lists(row, max_size=6, unique_by=key).map(lambda rows: pd.DataFrame(rows, columns=list(columns)))


def network_of(frames: dict[str, pd.DataFrame], sources: dict[int, Source]) -> Network:
    network = EMPTY.with_tables(frames)
    return Network(network.tables, sources)


@st.composite
def any_network(draw: st.DrawFn) -> Network:
    sources = draw(st.dictionaries(st.just(1), st.just(Source("a.xlsx", "demand", {"quantity": "D"})), max_size=1))
    return network_of({name: draw(frames(name)) for name in TABLES}, sources)


def lanes(count: int) -> pd.DataFrame:
    """Rows of lanes, as many as asked for, each with its own key."""
    number = pd.Series(range(count))
    return pd.DataFrame(
        {
            "origin": "DC " + (number % 20).astype("str"),
            "destination": "Customer " + (number // 20).astype("str"),
            "product": "Water",
            "unit_cost": number % 97 / 7,
            "distance": number * 1.5,
        }
    )
