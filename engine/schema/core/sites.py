"""Tables of sites: suppliers, facilities with their periods, customers."""

from dataclasses import replace

from engine.schema.column import Column
from engine.schema.shorthand import amount, choice, cost, name_key, place, reference, stepped_cost
from engine.schema.table import Table
from engine.schema.unit import Unit

SUPPLIERS = Table(
    name="suppliers",
    meaning="A site from which products enter the network; what it can supply stands in supply.",
    empty="No supplier: products then come from production at plants.",
    synonyms=("vendors", "sources", "supplier list"),
    columns=(
        name_key(
            "supplier",
            "Name of the supplier.",
            "Spring Valley",
            synonyms=("name", "vendor", "supplier id", "supplier name", "source"),
        ),
        *place(),
        choice("status", "include", "exclude", meaning="Whether the supplier is part of the model."),
    ),
)

_FACILITY_VALUES: tuple[Column, ...] = (
    choice(
        "status",
        "consider",
        "open",
        "closed",
        "exclude",
        meaning="Whether the facility may be decided on (consider), is open, is closed, or is not in the model.",
    ),
    cost(
        "fixed_cost",
        Unit.MONEY_PER_PERIOD,
        "Cost of being open, paid in each period in which the facility is open.",
        "250000",
        formula="+ fixed_cost × open",
        synonyms=("fixed cost", "fixed", "annual fixed cost", "operating cost"),
    ),
    cost(
        "opening_cost",
        Unit.MONEY,
        "Cost of opening a candidate, paid in the period in which it opens.",
        "1200000",
        formula="+ opening_cost × opening",
        synonyms=("opening cost", "capex", "investment", "startup cost"),
    ),
    cost(
        "closing_cost",
        Unit.MONEY,
        "Cost of closing an open facility, paid in the period from which it is closed.",
        "300000",
        formula="+ closing_cost × closing",
        synonyms=("closing cost", "closure cost", "severance"),
    ),
    amount(
        "min_throughput",
        Unit.QUANTITY_PER_PERIOD,
        "Least throughput in a period in which the facility is open.",
        "10000",
        blank="no minimum",
        formula="throughput ≥ min_throughput × open",
        together="throughput",
        synonyms=("min throughput", "minimum throughput", "min volume"),
    ),
    amount(
        "max_throughput",
        Unit.QUANTITY_PER_PERIOD,
        "Largest throughput in a period; what leaves the facility, summed over products.",
        "90000",
        blank="unlimited",
        formula="throughput ≤ max_throughput × open + Σ extra_throughput × option",
        together="throughput",
        synonyms=(
            "capacity",
            "max throughput",
            "maximum throughput",
            "max capacity",
            "throughput capacity",
            "daily capacity",
        ),
    ),
    stepped_cost(
        "handling_cost",
        "Cost of each unit of throughput, or the name of a step cost of the throughput.",
        "0.35",
        formula="+ handling_cost × throughput",
        synonyms=("handling cost", "variable cost", "cost per unit", "cost/unit", "throughput cost"),
    ),
    amount(
        "fixed_co2",
        Unit.CO2_PER_PERIOD,
        "Emissions of being open for a period.",
        "40000",
        blank="none counted",
        formula="+ co2_price / 1000 × fixed_co2 × open",
        synonyms=("fixed co2", "fixed emissions"),
    ),
)

FACILITIES = Table(
    name="facilities",
    meaning="A site that can be open or closed and has throughput: plant, warehouse or cross-dock.",
    empty="Add the plants and warehouses of the network, existing ones and candidates.",
    synonyms=(
        "warehouses",
        "plants",
        "dcs",
        "distribution centers",
        "distribution centres",
        "depots",
        "sites",
        "facility list",
    ),
    columns=(
        name_key(
            "facility",
            "Name of the facility.",
            "Chicago DC",
            synonyms=("name", "facility id", "facility name", "warehouse", "plant", "dc", "depot", "site"),
        ),
        choice(
            "kind",
            "warehouse",
            "plant",
            "cross_dock",
            meaning="What the facility is; a plant may make products, a cross-dock holds no stock.",
            synonyms=("type", "facility type"),
        ),
        *place(),
        choice(
            "state",
            "candidate",
            "existing",
            meaning="Whether the facility is open today (existing) or may be opened (candidate).",
            synonyms=("existing", "current state"),
        ),
        *_FACILITY_VALUES,
    ),
)


def _override(column: Column) -> Column:
    """The column of facilities as an override for one period: a blank leaves the facility's own value."""
    return replace(column, default=None, blank="as in facilities")


FACILITY_PERIODS = Table(
    name="facility_periods",
    meaning="Status, costs and throughput limits of a facility that differ in one period.",
    empty="Every facility keeps its values in every period.",
    synonyms=("facility by period", "facility periods"),
    columns=(
        reference(
            "facility",
            "facilities",
            key=True,
            required=True,
            meaning="Facility whose values differ.",
            example="Chicago DC",
            synonyms=("warehouse", "plant", "dc", "site"),
        ),
        reference(
            "period",
            "periods",
            key=True,
            required=True,
            meaning="Period in which they differ.",
            example="2028",
            synonyms=("year", "time period"),
        ),
        *(_override(column) for column in _FACILITY_VALUES),
    ),
)

CUSTOMERS = Table(
    name="customers",
    meaning="A site that wants products; how much stands in demand.",
    empty="Add the customers, or the regions they are gathered in.",
    synonyms=("customer list", "ship-to", "stores", "markets", "demand points", "clients"),
    columns=(
        name_key(
            "customer",
            "Name of the customer.",
            "Milwaukee",
            synonyms=("name", "customer id", "customer name", "ship to", "store", "client", "market"),
        ),
        *place(),
        choice("status", "include", "exclude", meaning="Whether the customer is part of the model."),
        choice(
            "single_source",
            "no",
            "customer",
            "product",
            meaning="Whether in a period one site serves everything the customer gets (customer), one site each "
            "product (product), or any number of sites (no).",
            formula="flow into the customer ≤ quantity × assignment, Σ assignment = 1",
            synonyms=("single source", "single sourcing", "sole source"),
        ),
    ),
)

TABLES = (SUPPLIERS, FACILITIES, FACILITY_PERIODS, CUSTOMERS)
