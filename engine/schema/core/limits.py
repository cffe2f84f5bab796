"""Tables of groups and of limits on facilities, flows and service."""

from engine.schema.column import Column
from engine.schema.shorthand import (
    SITE_TABLES,
    amount,
    choice,
    count,
    name_key,
    reference,
    share,
)
from engine.schema.table import Table
from engine.schema.unit import Unit

GROUPS = Table(
    name="groups",
    meaning="Membership of a site, product, period, mode or another group in a group.",
    empty="Groups let one row of lanes, limits or overrides stand for many.",
    synonyms=("sets", "clusters", "group members"),
    columns=(
        name_key("group", "Name of the group.", "West", synonyms=("set", "group name", "cluster")),
        reference(
            "member",
            *SITE_TABLES,
            "products",
            "periods",
            "modes",
            "groups",
            key=True,
            required=True,
            meaning="A member; a group stands for its members.",
            example="Denver DC",
            synonyms=("element", "item", "member name"),
        ),
    ),
)

FACILITY_LIMITS = Table(
    name="facility_limits",
    meaning="How many facilities of a group may be open, be opened or be closed.",
    empty="Any number of facilities may be open; over the horizon each may open once and close once.",
    synonyms=("facility constraints", "open limits", "site limits"),
    columns=(
        name_key("name", "Name of the limit.", "at most five", synonyms=("limit", "constraint", "constraint name")),
        reference(
            "group",
            "groups",
            "facilities",
            blank="all facilities",
            meaning="Group of facilities, or one facility, that is limited.",
            example="West",
            synonyms=("facilities", "set"),
        ),
        reference(
            "period",
            "periods",
            "groups",
            blank="min_open and max_open: each period; max_openings and max_closings: the whole horizon",
            meaning="Period, or each period of a group.",
            example="2027",
        ),
        count(
            "min_open",
            "Least number of open facilities.",
            "2",
            blank="no minimum",
            together="open",
            formula="Σ open ≥ min_open",
            synonyms=("minimum open", "min", "min count"),
        ),
        count(
            "max_open",
            "Largest number of open facilities.",
            "5",
            blank="unlimited",
            together="open",
            formula="Σ open ≤ max_open",
            synonyms=("maximum open", "max", "max count", "p"),
        ),
        count(
            "max_openings",
            "Largest number of openings; it replaces the rule of one opening for the facilities limited.",
            "1",
            blank="each facility opens at most once",
            formula="Σ opening ≤ max_openings",
            synonyms=("max openings",),
        ),
        count(
            "max_closings",
            "Largest number of closings; it replaces the rule of one closing for the facilities limited.",
            "1",
            blank="each facility closes at most once",
            formula="Σ closing ≤ max_closings",
            synonyms=("max closings",),
        ),
    ),
)


def _any(name: str, *tables: str, meaning: str, example: str, **more: object) -> Column:
    return reference(name, *tables, "groups", blank="any", meaning=meaning, example=example, **more)


FLOW_LIMITS = Table(
    name="flow_limits",
    meaning="A limit on flows picked by origin, destination, product, mode and period.",
    empty="Flows are limited by lanes and facilities alone.",
    synonyms=("flow constraints", "sourcing limits", "lane limits"),
    columns=(
        name_key(
            "name",
            "Name of the limit.",
            "no more than half from one plant",
            synonyms=("limit", "constraint", "constraint name"),
        ),
        _any(
            "origin",
            "suppliers",
            "facilities",
            meaning="Origin of the flows.",
            example="Gary plant",
            synonyms=("from", "source"),
        ),
        _any(
            "destination",
            "facilities",
            "customers",
            meaning="Destination of the flows.",
            example="Chicago DC",
            synonyms=("to", "dest"),
        ),
        _any(
            "product",
            "products",
            meaning="Product of the flows.",
            example="Bottled water 1 l",
            synonyms=("sku", "item"),
        ),
        _any("mode", "modes", meaning="Mode of the flows.", example="truck"),
        reference(
            "period",
            "periods",
            "groups",
            blank="each period by itself",
            meaning="Period of the flows; the periods of a group count together.",
            example="2027",
        ),
        choice(
            "per",
            "total",
            "each",
            meaning="Whether the limit holds for the sum of all flows picked, or for each "
            "combination of members of the groups named; a blank column is summed over.",
        ),
        amount(
            "min_flow",
            Unit.QUANTITY_PER_PERIOD,
            "Least flow.",
            "1000",
            blank="no minimum",
            formula="Σ flow ≥ min_flow",
            together="flow",
            synonyms=("min", "minimum", "min flow"),
        ),
        amount(
            "max_flow",
            Unit.QUANTITY_PER_PERIOD,
            "Largest flow.",
            "50000",
            blank="unlimited",
            formula="Σ flow ≤ max_flow",
            together="flow",
            synonyms=("max", "maximum", "max flow"),
        ),
        share(
            "min_share",
            "Least share of all flow of the same products, periods into the same destinations.",
            "0.3",
            blank="no minimum",
            formula="Σ flow ≥ min_share × Σ flow into destination",
            together="share",
        ),
        share(
            "max_share",
            "Largest share of all flow of the same products, periods into the same destinations.",
            "0.5",
            blank="unlimited",
            formula="Σ flow ≤ max_share × Σ flow into destination",
            together="share",
        ),
    ),
)

SERVICE_LIMITS = Table(
    name="service_limits",
    meaning="The share of what customers get that must come from within a distance or a time.",
    empty="Customers may be served from any distance.",
    synonyms=("service constraints", "service level", "coverage"),
    columns=(
        name_key(
            "name",
            "Name of the limit.",
            "95 % within 500 km",
            synonyms=("limit", "constraint", "constraint name"),
        ),
        _any(
            "customer",
            "customers",
            meaning="Customer or group; several are counted together.",
            example="West",
        ),
        _any(
            "product",
            "products",
            meaning="Product or group; several are counted together.",
            example="Bottled water 1 l",
        ),
        reference(
            "period",
            "periods",
            "groups",
            blank="each period by itself",
            meaning="Period; the periods of a group count together.",
            example="2027",
        ),
        amount(
            "max_distance",
            Unit.DISTANCE,
            "Distance from the serving site within which a flow counts.",
            "500",
            blank="no limit of distance",
            formula="Σ flow within max_distance ≥ min_share × Σ flow to customers",
            synonyms=("distance", "max distance", "service distance"),
        ),
        amount(
            "max_hours",
            Unit.HOURS,
            "Time from the serving site within which a flow counts.",
            "24",
            blank="no limit of time",
            formula="Σ flow within max_hours ≥ min_share × Σ flow to customers",
            synonyms=("hours", "max hours", "service time", "lead time"),
        ),
        share(
            "min_share",
            "Share of the flow to the customers that must count.",
            "0.95",
            default=1.0,
            blank="1: every unit",
            formula="Σ flow within the limit ≥ min_share × Σ flow to customers",
            synonyms=("share", "coverage", "service level", "min share"),
        ),
    ),
)

TABLES = (GROUPS, FACILITY_LIMITS, FLOW_LIMITS, SERVICE_LIMITS)
