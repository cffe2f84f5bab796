"""Tables of capacity options and step costs."""

from engine.schema.column import Column, ColumnType
from engine.schema.shorthand import amount, choice, cost, count, name_key, reference
from engine.schema.table import Table
from engine.schema.unit import Unit

CAPACITY_OPTIONS = Table(
    name="capacity_options",
    meaning="Extra throughput that a facility may take on.",
    empty="Facilities have the throughput they have.",
    synonyms=("expansions", "capacity expansions", "options"),
    columns=(
        reference(
            "facility",
            "facilities",
            key=True,
            required=True,
            meaning="Facility that may grow.",
            example="Chicago DC",
            synonyms=("warehouse", "plant", "dc", "site"),
        ),
        Column(
            name="option",
            type=ColumnType.TEXT,
            key=True,
            required=True,
            meaning="Name of the option.",
            example="second shift",
            synonyms=("name", "option name", "expansion"),
        ),
        amount(
            "extra_throughput",
            Unit.QUANTITY_PER_PERIOD,
            "Throughput that one unit of the option adds.",
            "30000",
            required=True,
            above_minimum=True,
            formula="throughput ≤ max_throughput × open + Σ extra_throughput × option",
            synonyms=("extra capacity", "capacity", "extra throughput"),
        ),
        cost(
            "fixed_cost",
            Unit.MONEY_PER_PERIOD,
            "Cost of a unit of the option in each period in which it is taken.",
            "80000",
            formula="+ fixed_cost × option",
            synonyms=("fixed cost", "annual cost"),
        ),
        cost(
            "opening_cost",
            Unit.MONEY,
            "Cost of taking a unit of the option, paid in the period in which it is taken.",
            "150000",
            formula="+ opening_cost × option taken",
            synonyms=("opening cost", "capex", "investment"),
        ),
        reference(
            "earliest_period",
            "periods",
            blank="the first period",
            meaning="Period before which it cannot be taken.",
            example="2028",
            synonyms=("earliest", "from period", "available from"),
        ),
        count(
            "min_periods",
            "Periods for which a unit is kept at least, once taken; to the end of the horizon where fewer are left.",
            "2",
            minimum=1.0,
            default=1.0,
            blank="1",
            unit=Unit.PERIODS,
            formula="option at t ≥ Σ taken in the last min_periods",
            synonyms=("min periods", "minimum stay"),
        ),
        count(
            "max_units",
            "Largest number of units of the option at a time.",
            "1",
            minimum=1.0,
            default=1.0,
            blank="1",
            formula="option ≤ max_units × open",
            synonyms=("max units", "maximum"),
        ),
    ),
)

STEP_COSTS = Table(
    name="step_costs",
    meaning="One step of a cost that depends on the quantity; a cost cell names it.",
    empty="Costs are proportional to quantities.",
    synonyms=("rate breaks", "cost breaks", "quantity discounts", "piecewise costs"),
    columns=(
        name_key(
            "name",
            "Name of the step cost, as written in a cost cell.",
            "handling tiers",
            synonyms=("step cost", "curve", "cost name"),
        ),
        amount(
            "from_quantity",
            Unit.QUANTITY_PER_PERIOD,
            "Quantity from which the step holds, up to the next one; the "
            "first step begins at 0. Exactly on a break the cheaper side holds.",
            "10000",
            key=True,
            required=True,
            synonyms=("from", "break", "lower bound", "quantity"),
        ),
        cost(
            "cost",
            Unit.NONE,
            "Cost per unit (incremental, all_units), or cost in total (step).",
            "0.30",
            required=True,
            blank="",
            formula="incremental: Σ cost × part of the quantity in the step; all_units: cost × "
            "quantity; step: cost if the quantity is above 0",
            synonyms=("rate", "price", "value"),
        ),
        choice(
            "kind",
            "incremental",
            "all_units",
            "step",
            meaning="Whether cost is charged for the part of the quantity "
            "within the step (incremental), for the whole quantity (all_units), or once (step); the same in all rows "
            "of a name.",
            synonyms=("type",),
        ),
    ),
)

TABLES = (CAPACITY_OPTIONS, STEP_COSTS)
