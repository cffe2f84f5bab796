"""The first form of the project file."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# A column is text, with # a number, with $ a cost (a number or the name of a step cost); * marks the natural key.
TABLES = {
    "settings": "name* value",
    "periods": "period* start_date years#",
    "products": (
        "product* description unit_weight# unit_volume# unit_value# unit_price# units_per_case# cases_per_pallet#"
    ),
    "suppliers": "supplier* latitude# longitude# city region postcode country status",
    "facilities": (
        "facility* kind latitude# longitude# city region postcode country state status fixed_cost# opening_cost# "
        "closing_cost# min_throughput# max_throughput# handling_cost$ fixed_co2#"
    ),
    "facility_periods": (
        "facility* period* status fixed_cost# opening_cost# closing_cost# min_throughput# max_throughput# "
        "handling_cost$ fixed_co2#"
    ),
    "customers": "customer* latitude# longitude# city region postcode country status single_source",
    "demand": "customer* product* period* quantity# min_served_share# unmet_cost# unit_price#",
    "supply": "supplier* product* period* unit_cost$ min_quantity# max_quantity#",
    "production": "facility* product* period* unit_cost$ min_quantity# max_quantity# co2_per_unit#",
    "bills": "product* component* facility* quantity#",
    "inventory": "facility* product* period* initial# min_stock# max_stock# days_of_supply# holding_cost#",
    "modes": "mode* speed# co2_per_weight_distance# fuel_surcharge_share#",
    "lanes": (
        "origin* destination* product* mode* period* unit_cost$ cost_per_distance# cost_per_weight_distance# "
        "shipment_size# cost_per_shipment# min_charge# fixed_cost# min_flow# max_flow# distance# hours# "
        "duty_share# co2_per_unit# status"
    ),
    "groups": "group* member*",
    "facility_limits": "name* group period min_open# max_open# max_openings# max_closings#",
    "flow_limits": "name* origin destination product mode period per min_flow# max_flow# min_share# max_share#",
    "service_limits": "name* customer product period max_distance# max_hours# min_share#",
    "capacity_options": (
        "facility* option* extra_throughput# fixed_cost# opening_cost# earliest_period min_periods# max_units#"
    ),
    "step_costs": "name* from_quantity*# cost# kind",
    "scenarios": "scenario* parent description tags",
    "overrides": "scenario* order*# table where column action value",
}

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    for name, columns in TABLES.items():
        _create_input_table(name, columns.split())
    _create_store_tables()
    _create_run_tables()


def _create_input_table(name: str, marked: list[str]) -> None:
    columns = [_column(column) for column in marked]
    provenance = [sa.Column("_source", WHOLE), sa.Column("_row", WHOLE)]
    place = sa.Column("_place", WHOLE, primary_key=True, autoincrement=False)
    op.create_table(name, place, *columns, *provenance)
    keys = [_key_part(column) for column in marked if "*" in column]
    op.create_index(f"key_of_{name}", name, keys, unique=True)


def _column(marked: str) -> sa.Column[Any]:
    name = marked.rstrip("*#$")
    if marked.endswith("$"):
        return sa.Column(name, sa.LargeBinary())
    if marked.endswith("#"):
        return sa.Column(name, sa.Double())
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _key_part(marked: str) -> Any:
    name = marked.rstrip("*#$")
    return sa.text(f'coalesce("{name}", -1.7976931348623157e308)') if marked.endswith("#") else name


def _create_store_tables() -> None:
    op.create_table("properties", _text("name", primary_key=True), _text("value"))
    op.create_table(
        "sources",
        sa.Column("number", WHOLE, primary_key=True, autoincrement=False),
        *(_text(name) for name in ("file", "sheet", "columns", "sha256", "imported_at")),
    )
    op.create_table(
        "journal",
        sa.Column("version", WHOLE, primary_key=True, autoincrement=False),
        *(_text(name) for name in ("created", "author", "origin", "label")),
        sa.Column("target", WHOLE),
        _text("counts"),
        sa.Column("change", sa.LargeBinary(), nullable=False),
    )


def _create_run_tables() -> None:
    op.create_table(
        "runs",
        _text("id", primary_key=True),
        *(_text(name) for name in ("scenario", "status", "created")),
        sa.Column("token", WHOLE, nullable=False),
        _text("record"),
    )
    op.create_index("runs_by_scenario", "runs", ["scenario", "created"])
    op.create_table(
        "run_results",
        sa.Column("run", sa.Text(), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "run_events",
        sa.Column("number", WHOLE, primary_key=True),
        sa.Column("run", sa.Text(), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        _text("event"),
    )
    op.create_index("run_events_by_run", "run_events", ["run", "number"])


def _text(name: str, *, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), primary_key=primary_key, nullable=False)
