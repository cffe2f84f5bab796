"""Tables of scenarios: the scenarios and their ordered overrides."""

from engine.schema.column import Column, ColumnType
from engine.schema.shorthand import name_key, reference, text
from engine.schema.table import Table
from engine.schema.unit import Unit

BASELINE = "Baseline"

SCENARIOS = Table(
    name="scenarios",
    meaning="A named set of ordered overrides on its parent; Baseline is always there, with or without a row.",
    empty="Only Baseline: the tables as they stand.",
    synonyms=("cases", "variants"),
    columns=(
        name_key("scenario", "Name of the scenario.", "Close Denver", synonyms=("name", "scenario name", "case")),
        reference(
            "parent",
            "scenarios",
            blank=BASELINE,
            meaning="Scenario on which it builds.",
            example="Growth",
            synonyms=("base", "inherits", "based on"),
        ),
        text("description", "What the scenario is about.", "Denver DC closes, its customers move"),
        text("tags", "Words to find it by, separated by commas.", "closures, 2027"),
    ),
)

OVERRIDES = Table(
    name="overrides",
    meaning="One change of a scenario to the rows of a table, applied in order after those of its parent.",
    empty="Scenarios without overrides equal their parent.",
    synonyms=("scenario changes", "scenario items", "changes"),
    columns=(
        reference(
            "scenario",
            "scenarios",
            key=True,
            required=True,
            meaning="Scenario to which it belongs.",
            example="Growth",
            synonyms=("case",),
        ),
        Column(
            name="order",
            type=ColumnType.INTEGER,
            unit=Unit.COUNT,
            key=True,
            required=True,
            minimum=0.0,
            meaning="Place in the order in which overrides are applied, smallest first.",
            example="10",
            synonyms=("sequence", "step", "no", "#"),
        ),
        Column(
            name="table",
            type=ColumnType.TEXT,
            required=True,
            meaning="Table that is changed.",
            example="demand",
        ),
        text(
            "where",
            "Condition that picks rows: column = value, several joined by ; or and, alternatives by |, groups "
            "allowed, a column of a row referred to as customer.region. For insert: the cells of the new row.",
            "customer.region = West; product = Water | Juice",
            blank="every row",
            synonyms=("condition", "filter", "rows"),
        ),
        text(
            "column",
            "Column that is changed.",
            "quantity",
            blank="none: include, exclude, insert and delete need none",
            synonyms=("field",),
        ),
        Column(
            name="action",
            type=ColumnType.CHOICE,
            required=True,
            choices=("set", "add", "multiply", "include", "exclude", "insert", "delete"),
            meaning="What is done with the rows picked.",
            example="multiply",
            synonyms=("operation", "change"),
        ),
        text(
            "value",
            "New value (set), summand (add) or factor (multiply).",
            "1.2",
            blank="set: the cell becomes blank; the other actions need none",
            synonyms=("amount", "new value"),
        ),
    ),
)

TABLES = (SCENARIOS, OVERRIDES)
