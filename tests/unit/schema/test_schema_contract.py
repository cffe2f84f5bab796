"""The names of the model are a contract: workbooks, scripts and projects of users rely on them."""

from engine.schema import INPUT_TABLES, RESULT_TABLES, SETTINGS, table

PLACE = "latitude longitude city region postcode country"
FACILITY_VALUES = "status fixed_cost opening_cost closing_cost min_throughput max_throughput handling_cost fixed_co2"
# One line a table: keys | other columns.
TABLES = {
    "settings": "name | value",
    "periods": "period | start_date years",
    "products": "product | description unit_weight unit_volume unit_value unit_price units_per_case cases_per_pallet",
    "suppliers": f"supplier | {PLACE} status",
    "facilities": f"facility | kind {PLACE} state {FACILITY_VALUES}",
    "facility_periods": f"facility period | {FACILITY_VALUES}",
    "customers": f"customer | {PLACE} status single_source",
    "demand": "customer product period | quantity min_served_share unmet_cost unit_price",
    "supply": "supplier product period | unit_cost min_quantity max_quantity",
    "production": "facility product period | unit_cost min_quantity max_quantity co2_per_unit",
    "bills": "product component facility | quantity",
    "inventory": "facility product period | initial min_stock max_stock days_of_supply holding_cost",
    "modes": "mode | speed co2_per_weight_distance fuel_surcharge_share",
    "lanes": "origin destination product mode period | unit_cost cost_per_distance cost_per_weight_distance "
    "shipment_size cost_per_shipment min_charge fixed_cost min_flow max_flow distance hours duty_share co2_per_unit "
    "status",
    "groups": "group member |",
    "facility_limits": "name | group period min_open max_open max_openings max_closings",
    "flow_limits": "name | origin destination product mode period per min_flow max_flow min_share max_share",
    "service_limits": "name | customer product period max_distance max_hours min_share",
    "capacity_options": "facility option | extra_throughput fixed_cost opening_cost earliest_period min_periods "
    "max_units",
    "step_costs": "name from_quantity | cost kind",
    "scenarios": "scenario | parent description tags",
    "overrides": "scenario order | table where column action value",
}
CHOICES = {
    ("facilities", "kind"): ("warehouse", "plant", "cross_dock"),
    ("facilities", "state"): ("candidate", "existing"),
    ("facilities", "status"): ("consider", "open", "closed", "exclude"),
    ("facility_periods", "status"): ("consider", "open", "closed", "exclude"),
    ("suppliers", "status"): ("include", "exclude"),
    ("customers", "status"): ("include", "exclude"),
    ("customers", "single_source"): ("no", "customer", "product"),
    ("lanes", "status"): ("include", "exclude"),
    ("flow_limits", "per"): ("total", "each"),
    ("step_costs", "kind"): ("incremental", "all_units", "step"),
    ("overrides", "action"): ("set", "add", "multiply", "include", "exclude", "insert", "delete"),
}
REQUIRED_VALUES = {
    ("settings", "value"),
    ("periods", "years"),
    ("demand", "quantity"),
    ("bills", "quantity"),
    ("capacity_options", "extra_throughput"),
    ("step_costs", "cost"),
    ("overrides", "table"),
    ("overrides", "action"),
}
BLANK_KEYS = {
    ("demand", "period"),
    ("supply", "period"),
    ("production", "period"),
    ("inventory", "period"),
    ("bills", "facility"),
    ("lanes", "product"),
    ("lanes", "mode"),
    ("lanes", "period"),
}
RESULTS = (
    "result_flows result_facilities result_demand result_production result_supply result_inventory result_lanes "
    "result_costs result_service result_limits"
)
SETTING_NAMES = (
    "currency distance_unit weight_unit circuity average_speed discount_rate carrying_cost_share co2_price objective"
)


def test_that_the_input_tables_are_those_of_the_contract() -> None:
    assert set(INPUT_TABLES) == set(TABLES)


def test_that_each_table_has_the_columns_of_the_contract_with_its_keys_first() -> None:
    found = {
        name: f"{' '.join(table.key)} | {' '.join(table.column_names[len(table.key) :])}".strip()
        for name, table in INPUT_TABLES.items()
    }

    assert found == TABLES


def test_that_choices_and_their_order_are_those_of_the_contract() -> None:
    found = {
        (name, column.name): column.choices
        for name, table in INPUT_TABLES.items()
        for column in table.columns
        if column.choices
    }

    assert found == CHOICES


def test_that_the_values_that_must_be_given_are_those_of_the_contract() -> None:
    found = {
        (name, column.name)
        for name, table in INPUT_TABLES.items()
        for column in table.columns
        if column.required and not column.key
    }

    assert found == REQUIRED_VALUES


def test_that_the_keys_that_may_be_blank_are_those_of_the_contract() -> None:
    found = {
        (name, column.name)
        for name, table in INPUT_TABLES.items()
        for column in table.columns
        if column.key and not column.required
    }

    assert found == BLANK_KEYS


def test_that_the_result_tables_are_those_of_the_contract() -> None:
    assert " ".join(RESULT_TABLES) == RESULTS


def test_that_the_settings_are_those_of_the_contract() -> None:
    assert " ".join(setting.name for setting in SETTINGS) == SETTING_NAMES


def test_that_a_table_is_found_by_name_among_inputs_and_results() -> None:
    assert table("lanes") is INPUT_TABLES["lanes"]
    assert table("result_flows") is RESULT_TABLES["result_flows"]
