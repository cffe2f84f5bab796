"""Settings carried out: on a network to try them, and as overrides of a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from engine.conditions.parser import parse_where
from engine.conditions.where import Operator, Term, Where
from engine.explain.knobs import Knob
from engine.explain.working import Setting
from engine.network import Network
from engine.network.groups import GroupIndex
from engine.scenarios.selection import pick_rows
from engine.schema import input_table


def with_settings(network: Network, settings: Sequence[Setting]) -> Network:
    """The network with the settings in their cells."""
    frames: dict[str, pd.DataFrame] = {}
    for setting in settings:
        knob = setting.knob
        if setting.deletes:
            continue
        frame = frames.get(knob.table, network[knob.table])
        cells = frame[knob.column].astype(object)
        cells.iat[knob.row] = setting.new
        frames[knob.table] = frame.assign(**{knob.column: cells.to_numpy(dtype=object)})
    for table in {setting.knob.table for setting in settings if setting.deletes}:
        gone = [setting.knob.row for setting in settings if setting.deletes and setting.knob.table == table]
        frame = frames.get(table, network[table])
        frames[table] = frame[~np.isin(np.arange(len(frame)), gone)].reset_index(drop=True)
    return network.with_tables(frames)


def as_override(network: Network, setting: Setting) -> Mapping[str, str]:
    """The cells of a row of overrides that writes a setting."""
    knob = setting.knob
    if setting.deletes:
        return {"table": knob.table, "where": str(_where(network, knob)), "column": "", "action": "delete", "value": ""}
    return {
        "table": knob.table,
        "where": str(_where(network, knob)),
        "column": knob.column,
        "action": "set",
        "value": setting.text,
    }


def _where(network: Network, knob: Knob) -> Where:
    """A condition that picks the row alone; the name of a group stands for its members too, so they are taken out."""
    key = network.row_key(knob.table, knob.row)
    terms = tuple(Term(column, Operator.EQUAL, (value,)) for column, value in key.items())
    groups = GroupIndex(network)
    picked = pick_rows(network, knob.table, Where(terms), groups)
    if int(picked.sum()) > 1:
        terms += tuple(_others(network, knob, key, groups, np.flatnonzero(picked)))
    return parse_where(str(Where(terms)))


def _others(
    network: Network, knob: Knob, key: Mapping[str, str], groups: GroupIndex, rows: np.ndarray
) -> Sequence[Term]:
    """Terms that take out the members of the groups that the row names, as far as other rows name them."""
    terms = []
    for column, value in key.items():
        refers = input_table(knob.table).column(column).may_name_group
        if refers and groups.is_group(value):
            named = set(network[knob.table][column].iloc[rows].tolist()) - {value}
            if named:
                terms.append(Term(column, Operator.NOT_EQUAL, tuple(sorted(named))))
    return terms
