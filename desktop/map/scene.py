"""Scene: what stands on a map, as columns. It is made elsewhere, read from a file, and painted by pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from desktop.map.projection import Floats


class Kind(IntEnum):
    """What a site is; the order is that of painting, the last on top."""

    CUSTOMER = 0
    SUPPLIER = 1
    CROSS_DOCK = 2
    WAREHOUSE = 3
    PLANT = 4

    @property
    def table(self) -> str:
        """The table in which the site stands."""
        return {Kind.CUSTOMER: "customers", Kind.SUPPLIER: "suppliers"}.get(self, "facilities")


class State(IntEnum):
    """How a site stands; suppliers and customers are always in use."""

    IN_USE = 0
    OPENED = 1
    CLOSED = 2
    CANDIDATE = 3


class Colouring(StrEnum):
    """What the colours of flows and sites tell."""

    STAGE = "stage"
    FACILITY = "facility"
    PRODUCT = "product"
    UTILISATION = "utilisation"
    CHANGE = "change"


@dataclass(frozen=True)
class Names(Sequence[str]):
    """Many texts in one block of bytes, so that a file of them is read without an object for each.

    Attributes:
        block: The texts in UTF-8, one after the other.
        ends: Where each of them ends.
    """

    block: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Names:
        """The given texts."""
        encoded = [text.encode() for text in texts]
        ends = np.cumsum(np.array([len(text) for text in encoded], dtype=np.int64), dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, place: int) -> str:  # type: ignore[override]  # slices are not wanted
        """The text at a place."""
        start = int(self.ends[place - 1]) if place else 0
        return self.block[start : int(self.ends[place])].tobytes().decode()

    def chosen(self, places: Sequence[int]) -> list[str]:
        """The texts at some places; for many of them faster than one by one."""
        if len(places) < len(self) // 20:
            return [self[place] for place in places]
        every = list(self)
        return [every[place] for place in places]

    def __iter__(self) -> Iterator[str]:
        whole, start = self.block.tobytes(), 0
        for end in self.ends.tolist():
            yield whole[start:end].decode()
            start = end


@dataclass(frozen=True)
class Sites:
    """n sites.

    Attributes:
        names: Names.
        kind: `Kind` of each.
        state: `State` of each.
        x: Places of the projection; NaN for a site without a position.
        y: Likewise.
        amount: Throughput of a facility, demand of a customer, supply of a supplier; NaN where it is not known.
        share: Utilisation of a facility, served share of a customer; NaN where it is not known.
        colour: Place in the scene's keys; -1 for the colour of its kind.
    """

    names: Names
    kind: NDArray[np.int8]
    state: NDArray[np.int8]
    x: Floats
    y: Floats
    amount: Floats
    share: Floats
    colour: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.x)

    @property
    def placed(self) -> NDArray[np.bool_]:
        """Which of them have a position."""
        return np.isfinite(self.x) & np.isfinite(self.y)


@dataclass(frozen=True)
class Flows:
    """m flows, the smallest first; or lanes, where no run has told flows.

    Attributes:
        origin: Place of the origin among the sites.
        destination: Likewise.
        quantity: What moves; NaN for a lane.
        colour: Place in the scene's keys.
    """

    origin: NDArray[np.int32]
    destination: NDArray[np.int32]
    quantity: Floats
    colour: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.origin)


@dataclass(frozen=True)
class Changes:
    """Changed assignments: customers whom other sites serve, or in other shares, in the second of two scenarios.

    Attributes:
        first: Name of the scenario that is compared with.
        second: Name of the other one.
        count: Number of such customers, also of those that only one of the scenarios has.
        places: Places of those that are among the sites.
        before: For each of them the sites that serve it in the first scenario, in words; empty for none.
        after: Likewise in the second.
    """

    first: str
    second: str
    count: int
    places: NDArray[np.int32]
    before: Names
    after: Names


@dataclass(frozen=True)
class Scene:
    """Everything that one picture of the network shows, but where it is seen from.

    Attributes:
        sites: Sites.
        flows: Flows or lanes.
        colouring: What the colours tell.
        keys: What each colour stands for.
        unit: Unit of quantities, e.g. ``units``.
        distance_unit: ``km`` or ``mi``.
        circuity: Factor from the great circle to distances that the model derives.
        service_distances: Distances of the model's service limits.
        title: What the map shows, e.g. scenario and period.
        notes: What the user should know about it, one sentence each.
        changes: Changed assignments; None where it is compared with nothing.
        widest: Quantity of the widest line, where other maps have lines of the same widths; 0.0 for that of this one.
    """

    sites: Sites
    flows: Flows
    colouring: Colouring = Colouring.STAGE
    keys: tuple[str, ...] = ()
    unit: str = "units"
    distance_unit: str = "km"
    circuity: float = 1.0
    service_distances: tuple[float, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = field(default=())
    changes: Changes | None = None
    widest: float = 0.0

    @property
    def has_quantities(self) -> bool:
        """Whether the lines are flows with quantities, and not just lanes."""
        return bool(np.isfinite(self.flows.quantity).any())


def empty_scene() -> Scene:
    """A scene of nothing."""
    none = np.zeros(0)
    sites = Sites(
        Names.of(()), none.astype(np.int8), none.astype(np.int8), none, none, none, none, none.astype(np.int16)
    )
    return Scene(sites, Flows(none.astype(np.int32), none.astype(np.int32), none, none.astype(np.int16)))
