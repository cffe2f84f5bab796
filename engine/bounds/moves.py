"""Sets of open facilities with room for all demand, and the moves from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.problem import Floats, Ints, Mask

if TYPE_CHECKING:
    from engine.bounds.selection import FacilityRules
    from engine.bounds.standard import Standard


@dataclass(frozen=True, eq=False)
class MoveGains:
    """Estimates of what moves save.

    Attributes:
        openers: Facilities that may be opened, shape (openers,).
        closers: Facilities that may be closed, shape (closers,).
        opening: Saving of opening each, shape (openers,).
        closing: Saving of closing each, shape (closers,).
        swap: Saving of doing both, shape (openers, closers).
    """

    openers: Ints
    closers: Ints
    opening: Floats
    closing: Floats
    swap: Floats


def rank_moves(
    gains: MoveGains, standard: Standard, rules: FacilityRules, opened: Mask, most: int
) -> list[tuple[int, int]]:
    """The most promising moves that obey the rules and leave room for all demand, best first.

    Args:
        gains: Estimates of what they save.
        standard: Gives capacity and demand.
        rules: Which facilities may be open.
        opened: Whether each facility is open, shape (facilities,).
        most: How many moves to give at most.

    Returns:
        Pairs of the facility to open and the one to close, -1 for none.
    """
    row, column = _largest(gains.swap, 4 * most)
    number, none = int(opened.sum()), np.full(len(opened), -1)
    add = np.flatnonzero(gains.opening > 0)[: len(opened) if number < rules.high else 0]
    drop = np.arange(len(gains.closers) if number > rules.low else 0)
    saving = np.concatenate((gains.swap[row, column], gains.opening[add], gains.closing[drop]))
    opens = np.concatenate((gains.openers[row], gains.openers[add], none[: len(drop)]))
    closes = np.concatenate((gains.closers[column], none[: len(add)], gains.closers[drop]))
    usable = np.append(standard.usable, 0.0)
    room = usable[:-1][opened].sum() + usable[opens] - usable[closes]
    order = np.argsort(-saving, kind="stable")
    order = order[room[order] >= standard.needed][:most]
    return list(zip(opens[order].tolist(), closes[order].tolist(), strict=True))


def _largest(table: Floats, count: int) -> tuple[Ints, Ints]:
    """Rows and columns of the largest entries."""
    flat = table.ravel()
    at = np.argpartition(-flat, count)[:count] if len(flat) > count else np.arange(len(flat))
    rows, columns = np.divmod(at, max(table.shape[1], 1))
    return rows, columns


def moved(opened: Mask, move: tuple[int, int]) -> Mask:
    """The open facilities after a move: one opened, one closed, -1 for none."""
    opens, closes = move
    other = opened.copy()
    if opens >= 0:
        other[opens] = True
    if closes >= 0:
        other[closes] = False
    return other


def with_room(standard: Standard, rules: FacilityRules, start: Mask, opening: Floats, more: int) -> Mask:
    """A set of facilities with room for all demand, as far as the rules allow.

    Args:
        standard: Gives capacity and demand.
        rules: Which facilities may be open.
        start: Facilities to open anyhow where they may be, shape (facilities,).
        opening: Those with the highest share are added first, shape (facilities,).
        more: How many to add beyond the need.
    """
    opened = (start | rules.must_open) & ~rules.must_close
    others = np.flatnonzero(~(opened | rules.must_close))
    others = others[np.argsort(-opening[others], kind="stable")]
    room = standard.usable[opened].sum() + np.concatenate((np.zeros(1), np.cumsum(standard.usable[others])))
    missing = int((room < standard.needed).sum())
    number = int(opened.sum())
    count = max(missing + more, rules.low - number)
    opened[others[: max(min(count, rules.high - number), 0)]] = True
    return opened
