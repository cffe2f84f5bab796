"""Changes as sentences."""

from __future__ import annotations

from engine.explain.knobs import Kind
from engine.explain.working import Setting
from engine.network import Network


def change_sentence(network: Network, setting: Setting) -> str:
    """One change in words, e.g. ``Raise max_throughput of facilities (Reno) from 400 to 1,250``."""
    knob = setting.knob
    row = f"{knob.table} ({' | '.join(value for value in network.row_key(knob.table, knob.row).values() if value)})"
    if setting.deletes:
        return f"Give {row} a source of its component, or delete the row."
    match knob.kind:
        case Kind.OPEN:
            return f"Let {row} open: set status from {setting.old} to {setting.text}."
        case Kind.FREE:
            return f"Let {row} close: set status from {setting.old} to {setting.text}."
        case Kind.INCLUDE:
            return f"Include {row}."
        case Kind.SPLIT:
            return f"Let several sites serve {row}: set single_source from {setting.old} to no."
        case Kind.EARLIEST:
            when = setting.text or "the first period"
            return f"Offer {row} earlier: set earliest_period from {setting.old} to {when}."
        case _:
            return f"{_verb(setting)} {knob.column} of {row} from {_figure(setting.old)} to {_figure(setting.text)}."


def _verb(setting: Setting) -> str:
    try:
        return "Raise" if float(setting.text) > float(setting.old) else "Lower"
    except ValueError:
        return "Change"


def _figure(text: str) -> str:
    """A number with separators of thousands."""
    try:
        return f"{float(text):,.12g}"
    except ValueError:
        return text or "blank"
