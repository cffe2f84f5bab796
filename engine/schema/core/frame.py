"""Tables that frame a model: settings, periods and products."""

from engine.schema.column import Column, ColumnType
from engine.schema.shorthand import amount, name_key, text
from engine.schema.table import Table
from engine.schema.unit import Unit

SETTINGS_TABLE = Table(
    name="settings",
    meaning="A setting of the whole model by name, such as the currency or the objective.",
    empty="Every setting has its default.",
    synonyms=("parameters", "general"),
    columns=(
        name_key("name", "Name of the setting; only the names listed in the schema exist.", "currency"),
        Column(
            name="value",
            type=ColumnType.TEXT,
            required=True,
            meaning="Value of the setting as text; numbers with a decimal point.",
            example="USD",
        ),
    ),
)

PERIODS = Table(
    name="periods",
    meaning="A time bucket of the horizon.",
    empty="The model has one period named 1 of 1 year.",
    synonyms=("time periods", "years", "horizon", "time"),
    columns=(
        name_key("period", "Name of the period.", "2027", synonyms=("name", "year", "time period")),
        Column(
            name="start_date",
            type=ColumnType.DATE,
            blank="the period begins when the one before it ends",
            meaning="First day of the period; periods are ordered by it, or by their names where none has one.",
            example="2027-01-01",
            synonyms=("start", "from", "begin", "start date"),
        ),
        Column(
            name="years",
            type=ColumnType.NUMBER,
            unit=Unit.YEARS,
            required=True,
            minimum=0.0,
            above_minimum=True,
            meaning="Length of the period in years; a quarter is 0.25.",
            formula="discount factor of t = (1 + discount_rate) ^ −(years before t); holding cost = unit_value × "
            "carrying_cost_share × years",
            example="1",
            synonyms=("length", "duration", "length in years"),
        ),
    ),
)

PRODUCTS = Table(
    name="products",
    meaning="Something that is bought, made, moved, stored or sold, counted in one unit.",
    empty="Add the products that flow through the network: every demand names one.",
    synonyms=("items", "skus", "product list", "materials", "commodities"),
    columns=(
        name_key(
            "product",
            "Name of the product.",
            "Bottled water 1 l",
            synonyms=("name", "sku", "item", "product id", "product name", "material", "commodity"),
        ),
        text("description", "Free description.", "Pallet of bottled water"),
        amount(
            "unit_weight",
            Unit.WEIGHT_PER_UNIT,
            "Weight of one unit.",
            "1.05",
            blank="not known; an error where a weight is needed",
            formula="cost per weight and distance × unit_weight × distance",
            synonyms=("weight", "weight per unit", "unit weight", "kg"),
        ),
        amount(
            "unit_volume",
            Unit.VOLUME_PER_UNIT,
            "Volume of one unit.",
            "0.0012",
            blank="not known",
            synonyms=("volume", "cube", "unit volume", "m3"),
        ),
        amount(
            "unit_value",
            Unit.MONEY_PER_UNIT,
            "Value of one unit, on which duty and carrying cost are charged.",
            "0.80",
            blank="not known; an error where duty or carrying cost needs it",
            formula="duty = duty_share × unit_value; holding cost = unit_value × carrying_cost_share × years",
            synonyms=("value", "unit value", "standard cost", "cost"),
        ),
        amount(
            "unit_price",
            Unit.MONEY_PER_UNIT,
            "Selling price of one unit, unless the demand row gives its own.",
            "1.40",
            blank="not sold at a price; an error where profit needs it",
            formula="revenue = served × unit_price",
            synonyms=("price", "sales price", "unit price"),
        ),
        amount(
            "units_per_case",
            Unit.UNITS_PER_CASE,
            "Units in a case.",
            "12",
            blank="not known",
            above_minimum=True,
            synonyms=("case size", "units per case"),
        ),
        amount(
            "cases_per_pallet",
            Unit.CASES_PER_PALLET,
            "Cases on a pallet.",
            "60",
            blank="not known",
            above_minimum=True,
            synonyms=("pallet size", "cases per pallet"),
        ),
    ),
)

TABLES = (SETTINGS_TABLE, PERIODS, PRODUCTS)
