"""Result tables of a run; they are written by a run and never edited."""

from engine.schema.column import Column, ColumnType
from engine.schema.table import Table
from engine.schema.unit import Unit


def _key(name: str, meaning: str) -> Column:
    return Column(name=name, type=ColumnType.TEXT, key=True, meaning=meaning, example="", blank="none")


def _text(name: str, meaning: str) -> Column:
    return Column(name=name, type=ColumnType.TEXT, meaning=meaning, example="", blank="none")


def _number(name: str, unit: Unit, meaning: str) -> Column:
    return Column(name=name, type=ColumnType.NUMBER, unit=unit, meaning=meaning, example="0", blank="does not apply")


_PERIOD = _key("period", "Period.")
_PRODUCT = _key("product", "Product.")
_FACILITY = _key("facility", "Facility.")

RESULT_FLOWS = Table(
    name="result_flows",
    meaning="What moves over a lane; only flows above zero are listed.",
    columns=(
        _key("origin", "Supplier or facility."),
        _key("destination", "Facility or customer."),
        _PRODUCT,
        _key("mode", "Mode."),
        _PERIOD,
        _number("flow", Unit.QUANTITY_PER_PERIOD, "Quantity moved."),
        _number(
            "transport_cost",
            Unit.MONEY_PER_PERIOD,
            "All bases of cost but fixed cost, step cost and duty, not discounted.",
        ),
        _number("duty_cost", Unit.MONEY_PER_PERIOD, "Duty, not discounted."),
        _number("co2", Unit.CO2_PER_PERIOD, "Emissions of the transport."),
        _number("distance", Unit.DISTANCE, "Distance of the lane."),
        _text("distance_rule", "given, or derived from coordinates."),
        _number("hours", Unit.HOURS, "Time on the way."),
        _text("hours_rule", "given, or derived from distance and speed."),
        _text("lane_row", "Key of the row of lanes that the flow follows."),
    ),
)

RESULT_FACILITIES = Table(
    name="result_facilities",
    meaning="Each facility in each period: open or not, throughput, costs.",
    columns=(
        _FACILITY,
        _PERIOD,
        _text("kind", "Kind of the facility."),
        _text("state", "existing or candidate."),
        _number("open", Unit.COUNT, "1 if open in the period."),
        _number("opening", Unit.COUNT, "1 if it opens in the period."),
        _number("closing", Unit.COUNT, "1 if it closes in the period."),
        _number("throughput", Unit.QUANTITY_PER_PERIOD, "What leaves the facility."),
        _number(
            "capacity",
            Unit.QUANTITY_PER_PERIOD,
            "Largest throughput, options taken included; blank: unlimited.",
        ),
        _number("utilisation", Unit.SHARE, "Throughput / capacity."),
        _text("options", "Capacity options taken, with units."),
        _number("fixed_cost", Unit.MONEY_PER_PERIOD, "Fixed cost, not discounted."),
        _number("opening_cost", Unit.MONEY_PER_PERIOD, "Opening cost, not discounted."),
        _number("closing_cost", Unit.MONEY_PER_PERIOD, "Closing cost, not discounted."),
        _number("option_cost", Unit.MONEY_PER_PERIOD, "Cost of options, not discounted."),
        _number("handling_cost", Unit.MONEY_PER_PERIOD, "Handling cost, not discounted."),
        _number("co2", Unit.CO2_PER_PERIOD, "Fixed emissions and those of production."),
    ),
)

RESULT_DEMAND = Table(
    name="result_demand",
    meaning="Each demand: what was served, what was not, and what it cost.",
    columns=(
        _key("customer", "Customer."),
        _PRODUCT,
        _PERIOD,
        _number("quantity", Unit.QUANTITY_PER_PERIOD, "Demand."),
        _number("served", Unit.QUANTITY_PER_PERIOD, "Quantity served."),
        _number("unmet", Unit.QUANTITY_PER_PERIOD, "Quantity not served."),
        _number("served_share", Unit.SHARE, "Served / demand."),
        _number("unmet_cost", Unit.MONEY_PER_PERIOD, "Cost of unmet demand, not discounted."),
        _number("revenue", Unit.MONEY_PER_PERIOD, "Served × unit price, not discounted; blank without a price."),
        _number("sources", Unit.COUNT, "Number of sites that serve it."),
        _number("marginal_cost", Unit.MONEY_PER_UNIT, "Shadow price of the demand with facilities fixed."),
    ),
)

RESULT_PRODUCTION = Table(
    name="result_production",
    meaning="What a facility makes.",
    columns=(
        _FACILITY,
        _PRODUCT,
        _PERIOD,
        _number("quantity", Unit.QUANTITY_PER_PERIOD, "Quantity made."),
        _number("max_quantity", Unit.QUANTITY_PER_PERIOD, "Largest quantity; blank: unlimited."),
        _number("utilisation", Unit.SHARE, "Quantity / largest quantity."),
        _number("production_cost", Unit.MONEY_PER_PERIOD, "Cost, not discounted."),
        _number("co2", Unit.CO2_PER_PERIOD, "Emissions."),
    ),
)

RESULT_SUPPLY = Table(
    name="result_supply",
    meaning="What is bought from a supplier.",
    columns=(
        _key("supplier", "Supplier."),
        _PRODUCT,
        _PERIOD,
        _number("quantity", Unit.QUANTITY_PER_PERIOD, "Quantity bought."),
        _number("max_quantity", Unit.QUANTITY_PER_PERIOD, "Largest quantity; blank: unlimited."),
        _number("utilisation", Unit.SHARE, "Quantity / largest quantity."),
        _number("procurement_cost", Unit.MONEY_PER_PERIOD, "Cost, not discounted."),
    ),
)

RESULT_INVENTORY = Table(
    name="result_inventory",
    meaning="Stock of a product at a facility at the end of a period.",
    columns=(
        _FACILITY,
        _PRODUCT,
        _PERIOD,
        _number("carried", Unit.QUANTITY, "Stock carried to the next period."),
        _number("working", Unit.QUANTITY, "Stock that turns over within the period."),
        _number("holding_cost", Unit.MONEY_PER_PERIOD, "Cost of holding, not discounted."),
    ),
)

RESULT_LANES = Table(
    name="result_lanes",
    meaning="Each pair, mode and period of a lane row with a fixed cost, minimum, maximum or step cost.",
    columns=(
        _key("origin", "Supplier or facility."),
        _key("destination", "Facility or customer."),
        _key("mode", "Mode."),
        _PERIOD,
        _key("lane_row", "Key of the row of lanes."),
        _number("flow", Unit.QUANTITY_PER_PERIOD, "Total flow over the row's products."),
        _number("used", Unit.COUNT, "1 if used."),
        _number("fixed_cost", Unit.MONEY_PER_PERIOD, "Fixed cost, not discounted."),
        _number("step_cost", Unit.MONEY_PER_PERIOD, "Step cost, not discounted."),
        _number("min_flow", Unit.QUANTITY_PER_PERIOD, "Least flow if used."),
        _number("max_flow", Unit.QUANTITY_PER_PERIOD, "Largest flow."),
        _number("utilisation", Unit.SHARE, "Flow / largest flow."),
    ),
)

RESULT_COSTS = Table(
    name="result_costs",
    meaning="Each cost bucket in each period, as paid and at present value.",
    columns=(
        _key("bucket", "Cost bucket, e.g. transport."),
        _PERIOD,
        _number("cost", Unit.MONEY_PER_PERIOD, "As paid."),
        _number("present_value", Unit.MONEY, "Discounted to the start of the horizon; the part of the objective."),
    ),
)

RESULT_SERVICE = Table(
    name="result_service",
    meaning="Each serving of a customer: from where, how far, how much.",
    columns=(
        _key("customer", "Customer."),
        _PRODUCT,
        _PERIOD,
        _number("served", Unit.QUANTITY_PER_PERIOD, "Quantity served."),
        _number("average_distance", Unit.DISTANCE, "Average distance of the units served; blank where not known."),
        _number("max_distance", Unit.DISTANCE, "Largest distance; blank where not known."),
        _number("average_hours", Unit.HOURS, "Average time of the units served; blank where not known."),
        _number("max_hours", Unit.HOURS, "Largest time; blank where not known."),
    ),
)

RESULT_LIMITS = Table(
    name="result_limits",
    meaning="Each limit in force: its value, its slack, its shadow price.",
    columns=(
        _key("table", "Table in which the limit stands."),
        _key("row", "Key of the row."),
        _key("column", "Column of the limit."),
        _key("place", "Where it holds: period, pair, product or member."),
        _number("value", Unit.NONE, "Value in the solution."),
        _number("limit", Unit.NONE, "The limit."),
        _number("slack", Unit.NONE, "How far the value is from the limit, 0 if binding."),
        _number(
            "shadow_price",
            Unit.NONE,
            "Change of the objective per unit of the limit with facilities fixed; blank where none exists.",
        ),
    ),
)

TABLES = (
    RESULT_FLOWS,
    RESULT_FACILITIES,
    RESULT_DEMAND,
    RESULT_PRODUCTION,
    RESULT_SUPPLY,
    RESULT_INVENTORY,
    RESULT_LANES,
    RESULT_COSTS,
    RESULT_SERVICE,
    RESULT_LIMITS,
)
