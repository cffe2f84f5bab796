"""Changes as sentences."""

from __future__ import annotations

from engine.explain.knobs import Kind
from engine.explain.working import Setting
from engine.network import Network
from engine.validation.wording import figure

_EQUAL = 2e-4
_ROUNDED = 0.0101
_SMALL = 1e-9


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


def proof_sentence(setting: Setting, least: float | None, *, tightened: bool) -> str:
    """What is known of smaller changes of a cell that works alone, e.g. ``Less than 7 does not work.``.

    Args:
        setting: The cell.
        least: By how much it must be turned at least; None where that is not known.
        tightened: Whether smaller changes were looked for.
    """
    undecided = "Whether a smaller change works was not decided in time."
    if least is None:
        return undecided if tightened else ""
    needed, works = setting.at_least(least), float(setting.text)
    less, at_least = ("Less", "At least") if works > float(setting.old) else ("More", "At most")
    apart = abs(needed - works) / max(abs(works), abs(needed), _SMALL)
    if apart <= _EQUAL:
        return f"{less} than {_figure(setting.text)} does not work."
    known = f"{at_least} {spelled(needed)} is needed"
    if apart <= _ROUNDED and not setting.knob.is_count:
        return f"{known}; the value is rounded."
    return f"{known}; whether {less.lower()} than {_figure(setting.text)} works was not decided in time."


def spelled(number: float) -> str:
    """A number with at most six significant digits and separators of thousands."""
    return _figure(figure(number))


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
