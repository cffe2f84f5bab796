"""Numbers and names as the map writes them."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication, QLocale

from desktop.map.scene import Colouring, Kind, Scene, State


def whole(value: float) -> str:
    """A number with thousands separators; decimals only where it is small."""
    if not math.isfinite(value):
        return "–"
    decimals = 0 if value == round(value) or abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return QLocale().toString(float(value), "f", decimals)


def percent(share: float) -> str:
    """A share as a percentage."""
    return f"{QLocale().toString(100.0 * share, 'f', 1)} %"


def kind_word(kind: Kind) -> str:
    """A kind of site in words."""
    words = {
        Kind.CUSTOMER: tr("Customer"),
        Kind.SUPPLIER: tr("Supplier"),
        Kind.CROSS_DOCK: tr("Cross-dock"),
        Kind.WAREHOUSE: tr("Warehouse"),
        Kind.PLANT: tr("Plant"),
    }
    return words[kind]


def state_word(state: State) -> str:
    """A state of a facility in words."""
    words = {
        State.IN_USE: tr("in use"),
        State.OPENED: tr("opened"),
        State.CLOSED: tr("closed"),
        State.CANDIDATE: tr("candidate, not opened"),
    }
    return words[state]


def told(scene: Scene, place: int) -> str:
    """What the pointer is told about a site, as lines of text."""
    sites = scene.sites
    kind, state = Kind(int(sites.kind[place])), State(int(sites.state[place]))
    facility = kind >= Kind.CROSS_DOCK
    lines = [sites.names[place], f"{kind_word(kind)}, {state_word(state)}" if facility else kind_word(kind)]
    amount, share = float(sites.amount[place]), float(sites.share[place])
    if math.isfinite(amount):
        what = tr("Throughput") if facility else tr("Demand") if kind is Kind.CUSTOMER else tr("Supplied")
        lines.append(f"{what}: {whole(amount)} {scene.unit}")
    if math.isfinite(share):
        lines.append(f"{tr('Utilisation') if facility else tr('Served')}: {percent(share)}")
    return "\n".join([*lines, *_told_change(scene, place)])


def _told_change(scene: Scene, place: int) -> list[str]:
    """Who serves a customer in both scenarios, where that has changed."""
    changes = scene.changes
    at = [] if changes is None else np.flatnonzero(changes.places == place).tolist()
    if changes is None or not at:
        return []
    nobody = tr("nobody")
    return [
        f"{scenario}: {sites[at[0]] or nobody}"
        for scenario, sites in ((changes.first, changes.before), (changes.second, changes.after))
    ]


def told_more(count: int) -> str:
    """That other marks lie under the one that is told about; empty for none."""
    if not count:
        return ""
    words = tr("1 more site here") if count == 1 else tr("{count} more sites here").replace("{count}", whole(count))
    return f"\n{words}"


def told_flow(scene: Scene, place: int) -> str:
    """What the pointer is told about a flow."""
    flows, names = scene.flows, scene.sites.names
    lines = [f"{names[int(flows.origin[place])]} → {names[int(flows.destination[place])]}"]
    key = scene.keys[int(flows.colour[place])] if scene.colouring is Colouring.PRODUCT else ""
    quantity = float(flows.quantity[place])
    if math.isfinite(quantity):
        lines.append(f"{whole(quantity)} {scene.unit}" + (f", {key}" if key else ""))
    return "\n".join(lines)


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("Map", text)
