"""The settings that exist: name, type, default and meaning of each row of the settings table."""

from __future__ import annotations

from dataclasses import dataclass

from engine.schema.column import ColumnType


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of the whole model.

    Attributes:
        name: Name in the settings table.
        type: TEXT, NUMBER, SHARE or CHOICE.
        default: Value where the table has no row for it, as text; empty where there is none.
        meaning: One sentence.
        choices: Allowed words of a CHOICE.
        minimum: Smallest allowed number; None for no limit.
        maximum: Largest allowed number; None for no limit.
        above_minimum: Whether the minimum itself is not allowed.
    """

    name: str
    type: ColumnType
    default: str
    meaning: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    above_minimum: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(name="currency", type=ColumnType.TEXT, default="USD", meaning="Currency of all money in the model."),
    Setting(
        name="distance_unit",
        type=ColumnType.CHOICE,
        default="km",
        choices=("km", "mi"),
        meaning="Unit of all distances, given and derived.",
    ),
    Setting(
        name="weight_unit",
        type=ColumnType.CHOICE,
        default="kg",
        choices=("kg", "lb"),
        meaning="Unit of all weights.",
    ),
    Setting(
        name="circuity",
        type=ColumnType.NUMBER,
        default="1.2",
        minimum=1.0,
        meaning="Factor from the great circle to the way on the ground, for derived distances.",
    ),
    Setting(
        name="average_speed",
        type=ColumnType.NUMBER,
        default="",
        minimum=0.0,
        above_minimum=True,
        meaning="Distance per hour of lanes whose mode gives no speed; an error where hours are needed without it.",
    ),
    Setting(
        name="discount_rate",
        type=ColumnType.SHARE,
        default="0",
        minimum=0.0,
        meaning="Share per year by which later money counts less; money of a period counts at its start.",
    ),
    Setting(
        name="carrying_cost_share",
        type=ColumnType.SHARE,
        default="",
        minimum=0.0,
        meaning="Share of a product's unit_value that holding it for a year costs; an error where a holding cost "
        "needs it and it is not set.",
    ),
    Setting(name="co2_price", type=ColumnType.NUMBER, default="0", minimum=0.0, meaning="Money per tonne of CO2."),
    Setting(
        name="objective",
        type=ColumnType.CHOICE,
        default="min_cost",
        choices=("min_cost", "max_profit", "min_distance", "min_co2"),
        meaning="What a run optimises: present value of cost, of profit, unit·distance, or CO2.",
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def setting(name: str) -> Setting:
    """The setting of that name.

    Raises:
        KeyError: No such setting exists.
    """
    return _BY_NAME[name]
