"""What a map is asked to show."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.map.scene import Colouring


@dataclass(frozen=True)
class Wish:
    """A scenario, a run, and how they are narrowed and coloured.

    Attributes:
        scenario: Name of the scenario.
        run: A run of it; empty for the latest with a result.
        period: A period; empty for all together.
        product: A product; empty for all together.
        colouring: What colours tell.
        pair: Scenario and run of each of two between which changed assignments are marked; empty for none.
    """

    scenario: str
    run: str = ""
    period: str = ""
    product: str = ""
    colouring: Colouring = Colouring.STAGE
    pair: tuple[tuple[str, str], ...] = ()
