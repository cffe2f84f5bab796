"""Colours by meaning, once for light and once for dark; the series colours are safe for colour-blind eyes."""

from __future__ import annotations

from dataclasses import dataclass

GRID = 4
GAP, SPACE, MARGIN = GRID, 2 * GRID, 4 * GRID
RADIUS = 6
MOTION_MS = 120


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours of one scheme, as ``#rrggbb``.

    Attributes:
        name: ``light`` or ``dark``.
        window: Background of the window and its rail.
        surface: Background of cards, tables and fields.
        raised: Background of menus, tooltips, and hovered rows.
        line: Borders and grid lines.
        text: Text.
        muted: Secondary text.
        faint: Placeholders, disabled text.
        accent: Selected, primary, links.
        on_accent: Text on accent.
        accent_soft: Background of selected rail items and badges.
        good: Done, feasible, opened.
        warn: Warnings, stale results.
        bad: Errors, closed, infeasible.
        land: Land on maps.
        water: Water on maps.
        border: Borders of countries on maps.
        series: Colours of charts in order.
    """

    name: str
    window: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    accent_soft: str
    good: str
    warn: str
    bad: str
    land: str
    water: str
    border: str
    series: tuple[str, ...]


LIGHT = Tokens(
    name="light",
    window="#f4f5f7",
    surface="#ffffff",
    raised="#eef1f5",
    line="#dfe3e8",
    text="#1c232d",
    muted="#5b6573",
    faint="#98a1ad",
    accent="#2f62cc",
    on_accent="#ffffff",
    accent_soft="#e3ebfa",
    good="#16805c",
    warn="#a96800",
    bad="#c0392f",
    land="#fbfaf6",
    water="#e4eaf0",
    border="#c5ccd5",
    series=("#2f62cc", "#14967f", "#e39b2d", "#8f57b3", "#c94a53", "#7b8794"),
)

DARK = Tokens(
    name="dark",
    window="#16191e",
    surface="#1e2228",
    raised="#272c34",
    line="#333a44",
    text="#e7ebf0",
    muted="#a3adba",
    faint="#6b7684",
    accent="#6b9bff",
    on_accent="#0d1320",
    accent_soft="#24324d",
    good="#47c396",
    warn="#e0a442",
    bad="#f0776e",
    land="#2a2f37",
    water="#191d22",
    border="#454d59",
    series=("#6b9bff", "#2fc0a4", "#f0b04e", "#b98be0", "#f0757c", "#9aa5b3"),
)
