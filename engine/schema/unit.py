"""Unit kinds of columns and how they read under a project's settings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Unit(StrEnum):
    """Kind of unit; the value is a pattern filled with the project's own units."""

    NONE = ""
    MONEY = "{currency}"
    MONEY_PER_PERIOD = "{currency} per period"
    MONEY_PER_UNIT = "{currency} per unit"
    MONEY_PER_UNIT_PERIOD = "{currency} per unit and period"
    MONEY_PER_UNIT_DISTANCE = "{currency} per unit and {distance_unit}"
    MONEY_PER_WEIGHT_DISTANCE = "{currency} per {weight_unit} and {distance_unit}"
    MONEY_PER_SHIPMENT = "{currency} per shipment"
    MONEY_PER_TONNE = "{currency} per tonne CO2"
    QUANTITY = "units"
    QUANTITY_PER_PERIOD = "units per period"
    QUANTITY_PER_UNIT = "units per unit"
    UNITS_PER_CASE = "units per case"
    CASES_PER_PALLET = "cases per pallet"
    WEIGHT_PER_UNIT = "{weight_unit} per unit"
    VOLUME_PER_UNIT = "m3 per unit"
    CO2 = "kg CO2"
    CO2_PER_PERIOD = "kg CO2 per period"
    CO2_PER_UNIT = "kg CO2 per unit"
    CO2_PER_WEIGHT_DISTANCE = "kg CO2 per {weight_unit} and {distance_unit}"
    DISTANCE = "{distance_unit}"
    SPEED = "{distance_unit} per hour"
    HOURS = "hours"
    DAYS = "days"
    YEARS = "years"
    DEGREES = "degrees"
    SHARE = "share, 0 to 1"
    SHARE_PER_YEAR = "share per year"
    COUNT = "count"
    PERIODS = "periods"

    def text(self, settings: Mapping[str, str]) -> str:
        """The unit in words, e.g. ``USD per unit``.

        Args:
            settings: currency, distance_unit and weight_unit of the project.
        """
        return self.value.format_map(settings)
