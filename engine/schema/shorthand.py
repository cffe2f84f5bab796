"""Short constructors for columns that recur in many tables, so that a table file reads like a table."""

from __future__ import annotations

from typing import Any

from engine.schema.column import Column, ColumnType
from engine.schema.unit import Unit

SITE_TABLES = ("suppliers", "facilities", "customers")


def name_key(name: str, meaning: str, example: str, **more: Any) -> Column:
    """The column that names a row, e.g. ``product`` in ``products``."""
    return Column(name=name, type=ColumnType.TEXT, key=True, required=True, meaning=meaning, example=example, **more)


def text(name: str, meaning: str, example: str, **more: Any) -> Column:
    """Free text; a blank means that nothing is recorded unless told otherwise."""
    more.setdefault("blank", "not recorded")
    return Column(name=name, type=ColumnType.TEXT, meaning=meaning, example=example, **more)


def reference(name: str, *tables: str, meaning: str, example: str, **more: Any) -> Column:
    """A cell that names a row of one of the tables."""
    return Column(name=name, type=ColumnType.REFERENCE, refers_to=tables, meaning=meaning, example=example, **more)


def choice(name: str, *choices: str, meaning: str, **more: Any) -> Column:
    """One of several words; the first is the default."""
    return Column(
        name=name,
        type=ColumnType.CHOICE,
        choices=choices,
        default=choices[0],
        blank=f"means {choices[0]}",
        meaning=meaning,
        example=choices[0],
        **more,
    )


def amount(name: str, unit: Unit, meaning: str, example: str, **more: Any) -> Column:
    """A number that cannot be negative."""
    more.setdefault("minimum", 0.0)
    return Column(name=name, type=ColumnType.NUMBER, unit=unit, meaning=meaning, example=example, **more)


def cost(name: str, unit: Unit, meaning: str, example: str, **more: Any) -> Column:
    """A number that may be negative (a subsidy, a credit); a blank means that the cost is not charged."""
    more.setdefault("blank", "not charged")
    return Column(name=name, type=ColumnType.NUMBER, unit=unit, meaning=meaning, example=example, **more)


def stepped_cost(name: str, meaning: str, example: str, **more: Any) -> Column:
    """A cost per unit, or the name of a step cost."""
    more.setdefault("blank", "not charged")
    return Column(
        name=name,
        type=ColumnType.COST,
        unit=Unit.MONEY_PER_UNIT,
        refers_to=("step_costs",),
        meaning=meaning,
        example=example,
        **more,
    )


def share(name: str, meaning: str, example: str, **more: Any) -> Column:
    """A number from 0 to 1."""
    more.setdefault("unit", Unit.SHARE)
    more.setdefault("maximum", 1.0)
    return Column(name=name, type=ColumnType.SHARE, minimum=0.0, meaning=meaning, example=example, **more)


def count(name: str, meaning: str, example: str, **more: Any) -> Column:
    """A whole number that cannot be negative."""
    more.setdefault("minimum", 0.0)
    more.setdefault("unit", Unit.COUNT)
    return Column(name=name, type=ColumnType.INTEGER, meaning=meaning, example=example, **more)


def period_key(
    meaning: str = "Period for which the row holds; a row that names it wins over a blank one.",
) -> Column:
    """The period of a row whose blank stands for every period."""
    return reference(
        "period",
        "periods",
        key=True,
        blank="every period",
        meaning=meaning,
        example="2027",
        synonyms=("year", "time period", "month", "quarter", "bucket"),
    )


def place() -> tuple[Column, ...]:
    """Coordinates and address, the same in each table of sites."""
    return (
        Column(
            name="latitude",
            type=ColumnType.NUMBER,
            unit=Unit.DEGREES,
            minimum=-90.0,
            maximum=90.0,
            blank="no place on the map; distances that need it must be given",
            required_with=("longitude",),
            meaning="Degrees north of the equator.",
            formula="distance = great circle × circuity where a lane gives none",
            example="41.8781",
            synonyms=("lat", "y", "latitude (deg)"),
            together="coordinates",
        ),
        Column(
            name="longitude",
            type=ColumnType.NUMBER,
            unit=Unit.DEGREES,
            minimum=-180.0,
            maximum=180.0,
            blank="no place on the map; distances that need it must be given",
            required_with=("latitude",),
            meaning="Degrees east of Greenwich.",
            formula="distance = great circle × circuity where a lane gives none",
            example="-87.6298",
            synonyms=("lon", "lng", "long", "x", "longitude (deg)"),
            together="coordinates",
        ),
        text("city", "City of the site; may be used in conditions of overrides.", "Chicago", synonyms=("town",)),
        text(
            "region",
            "Region or state of the site; may be used in conditions of overrides.",
            "Midwest",
            synonyms=("state/province", "province", "area", "county"),
        ),
        text(
            "postcode",
            "Postal code, kept as text with its leading zeros.",
            "60601",
            synonyms=("zip", "zip code", "postal code", "plz"),
        ),
        text("country", "Country of the site, name or code.", "US", synonyms=("country code", "nation")),
    )
