"""Tables of quantities at sites: demand, supply, production, bills of materials, inventory."""

from engine.schema.column import Column
from engine.schema.shorthand import amount, cost, period_key, reference, share, stepped_cost
from engine.schema.table import Table
from engine.schema.unit import Unit


def _product(meaning: str) -> Column:
    return reference(
        "product",
        "products",
        key=True,
        required=True,
        meaning=meaning,
        example="Bottled water 1 l",
        synonyms=("sku", "item", "product id", "material", "commodity"),
    )


def _facility(meaning: str) -> Column:
    return reference(
        "facility",
        "facilities",
        key=True,
        required=True,
        meaning=meaning,
        example="Chicago DC",
        synonyms=("warehouse", "plant", "dc", "site", "plant code"),
    )


DEMAND = Table(
    name="demand",
    meaning="How much of a product a customer wants in a period.",
    empty="Without demand nothing flows: add what customers want, or import it.",
    synonyms=("customer demand", "orders", "sales", "forecast", "order list"),
    columns=(
        reference(
            "customer",
            "customers",
            key=True,
            required=True,
            meaning="Customer who wants it.",
            example="Milwaukee",
            synonyms=("ship to", "store", "customer id", "market", "destination"),
        ),
        _product("Product wanted."),
        period_key(),
        amount(
            "quantity",
            Unit.QUANTITY_PER_PERIOD,
            "Quantity wanted in the period.",
            "1200",
            required=True,
            formula="served + unmet = quantity",
            synonyms=(
                "demand",
                "qty",
                "volume",
                "units",
                "demand quantity",
                "unit quantity",
                "annual demand",
            ),
        ),
        share(
            "min_served_share",
            "Share of the quantity that must be served even at a loss.",
            "0.95",
            blank="1, or 0 where unmet_cost is given",
            formula="served ≥ min_served_share × quantity",
            synonyms=("min served share", "min fill rate", "service level"),
        ),
        amount(
            "unmet_cost",
            Unit.MONEY_PER_UNIT,
            "Cost of each unit of unmet demand.",
            "25",
            blank="the whole quantity must be served",
            formula="+ unmet_cost × unmet",
            synonyms=("unmet cost", "penalty", "shortage cost", "penalty cost"),
        ),
        amount(
            "unit_price",
            Unit.MONEY_PER_UNIT,
            "Selling price to this customer.",
            "1.55",
            blank="unit_price of the product",
            formula="revenue = served × unit_price",
            synonyms=("price", "sales price", "unit price", "revenue per unit"),
        ),
    ),
)

SUPPLY = Table(
    name="supply",
    meaning="What a supplier can deliver of a product in a period, and at what cost.",
    empty="Suppliers deliver only what is listed here.",
    synonyms=("procurement", "supplier capacity", "sourcing", "supplier products"),
    columns=(
        reference(
            "supplier",
            "suppliers",
            key=True,
            required=True,
            meaning="Supplier who delivers.",
            example="Spring Valley",
            synonyms=("vendor", "source", "supplier id"),
        ),
        _product("Product delivered."),
        period_key(),
        stepped_cost(
            "unit_cost",
            "Purchase cost of each unit, or the name of a step cost of the quantity bought.",
            "0.42",
            formula="+ unit_cost × procurement",
            synonyms=("cost", "price", "purchase cost", "procurement cost", "unit cost"),
        ),
        amount(
            "min_quantity",
            Unit.QUANTITY_PER_PERIOD,
            "Least quantity that must be bought in the period.",
            "5000",
            blank="no minimum",
            formula="procurement ≥ min_quantity",
            together="quantity",
            synonyms=("min", "minimum", "min quantity", "min supply"),
        ),
        amount(
            "max_quantity",
            Unit.QUANTITY_PER_PERIOD,
            "Largest quantity that can be bought in the period.",
            "80000",
            blank="unlimited",
            formula="procurement ≤ max_quantity",
            together="quantity",
            synonyms=("capacity", "max", "maximum", "supply", "max quantity", "available"),
        ),
    ),
)

PRODUCTION = Table(
    name="production",
    meaning="What a facility can make of a product in a period, at what cost and emissions.",
    empty="Facilities make only what is listed here.",
    synonyms=("manufacturing", "production capacity", "plant products", "products per plant"),
    columns=(
        _facility("Facility that makes it."),
        _product("Product made."),
        period_key(),
        stepped_cost(
            "unit_cost",
            "Cost of making each unit, or the name of a step cost of the quantity made.",
            "0.55",
            formula="+ unit_cost × production",
            synonyms=("cost", "production cost", "manufacturing cost", "variable cost", "unit cost"),
        ),
        amount(
            "min_quantity",
            Unit.QUANTITY_PER_PERIOD,
            "Least quantity made in a period in which the facility is open.",
            "2000",
            blank="no minimum",
            formula="production ≥ min_quantity × open",
            together="quantity",
            synonyms=("min", "minimum", "min quantity", "min production"),
        ),
        amount(
            "max_quantity",
            Unit.QUANTITY_PER_PERIOD,
            "Largest quantity made in the period.",
            "60000",
            blank="unlimited",
            formula="production ≤ max_quantity × open",
            together="quantity",
            synonyms=("capacity", "max", "maximum", "max quantity", "production capacity"),
        ),
        amount(
            "co2_per_unit",
            Unit.CO2_PER_UNIT,
            "Emissions of making one unit.",
            "0.12",
            blank="none counted",
            formula="+ co2_price / 1000 × co2_per_unit × production",
            synonyms=("co2", "emissions", "co2 per unit", "emission factor"),
        ),
    ),
)

BILLS = Table(
    name="bills",
    meaning="How many units of a component one unit of a product takes where it is made.",
    empty="Products are made without components.",
    synonyms=("bill of materials", "bom", "recipes", "boms"),
    columns=(
        _product("Product that is made."),
        reference(
            "component",
            "products",
            key=True,
            required=True,
            meaning="Product that goes into it.",
            example="Preform",
            synonyms=("input", "raw material", "child"),
        ),
        reference(
            "facility",
            "facilities",
            key=True,
            blank="everywhere",
            meaning="Facility where this line of the bill holds; it wins over a blank one.",
            example="Gary plant",
            synonyms=("plant", "site"),
        ),
        amount(
            "quantity",
            Unit.QUANTITY_PER_UNIT,
            "Units of the component in one unit of the product.",
            "1.02",
            required=True,
            above_minimum=True,
            formula="use of component = quantity × production",
            synonyms=("qty", "usage", "quantity per", "amount"),
        ),
    ),
)

INVENTORY = Table(
    name="inventory",
    meaning="Stock of a product at a facility: where it starts, its limits, how long it turns over, what it costs.",
    empty="No stock is carried from period to period, and none is counted.",
    synonyms=("stock", "inventories", "stock policy", "inventory policy"),
    columns=(
        _facility("Facility that holds it."),
        _product("Product held."),
        period_key("Period for which the row holds; a row that names it wins over a blank one."),
        amount(
            "initial",
            Unit.QUANTITY,
            "Stock carried into the first period; in later periods the cell has no meaning and must be blank.",
            "4000",
            blank="0",
            formula="carried stock before the first period = initial",
            synonyms=("initial stock", "opening stock", "starting inventory", "initial inventory"),
        ),
        amount(
            "min_stock",
            Unit.QUANTITY,
            "Least stock at the end of the period.",
            "1000",
            blank="no minimum",
            formula="carried + working stock ≥ min_stock",
            together="stock",
            synonyms=("safety stock", "min", "minimum stock", "min stock"),
        ),
        amount(
            "max_stock",
            Unit.QUANTITY,
            "Largest stock at the end of the period.",
            "12000",
            blank="unlimited",
            formula="carried + working stock ≤ max_stock",
            together="stock",
            synonyms=("max", "maximum stock", "storage capacity", "max stock"),
        ),
        amount(
            "days_of_supply",
            Unit.DAYS,
            "Cycle and safety stock as days of the facility's throughput of the "
            "product; it turns over within the period, so it costs but is not carried.",
            "21",
            blank="0",
            formula="working stock = days_of_supply / (365 × years) × throughput of the product",
            synonyms=("days", "dos", "days on hand", "doh", "days of supply", "cover"),
        ),
        cost(
            "holding_cost",
            Unit.MONEY_PER_UNIT_PERIOD,
            "Cost of holding a unit for a period.",
            "0.18",
            blank="unit_value × carrying_cost_share × years",
            minimum=0.0,
            formula="+ holding_cost × (carried + working stock)",
            synonyms=("holding cost", "carrying cost", "storage cost", "inventory cost"),
        ),
    ),
)

TABLES = (DEMAND, SUPPLY, PRODUCTION, BILLS, INVENTORY)
