from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from engine.errors import KnownError
from engine.issues import Severity
from engine.network import Network, Source
from engine.network.digest import network_hash
from engine.scenarios import Effective, effective

Overrides = Callable[..., Network]
NAN = float("nan")


def cells(result: Effective, table: str, column: str) -> list[object]:
    return result.network[table][column].tolist()


def rules(result: Effective) -> list[str]:
    return [issue.rule for issue in result.issues]


def test_that_baseline_is_the_tables_as_they_stand_without_scenarios(with_overrides: Overrides):
    network = with_overrides(("demand", "", "quantity", "multiply", "2"))

    result = effective(network)

    assert result.network["demand"] is network["demand"]
    assert len(result.network["scenarios"]) == len(result.network["overrides"]) == 0
    assert network_hash(result.network) == network_hash(network)
    assert result.issues == ()


def test_that_overrides_are_applied_in_order_and_leave_the_baseline_alone(with_overrides: Overrides):
    network = with_overrides(
        ("demand", "region = West", "quantity", "multiply", "2"),
        ("demand", "quantity >= 40", "quantity", "add", "-5"),
        ("demand", "customer = Miami", "quantity", "set", "7"),
    )

    result = effective(network, "S")

    assert cells(result, "demand", "quantity") == [20.0, 35.0, 55.0, 7.0]
    assert network["demand"]["quantity"].tolist() == [10.0, 20.0, 30.0, 40.0]
    assert result.lineage == ("Baseline", "S")
    assert not result.has_errors


def test_that_order_decides_and_not_the_place_of_the_row(network: Network):
    overrides = pd.DataFrame(
        {
            "scenario": "S",
            "order": [20.0, 10.0],
            "table": "demand",
            "column": "quantity",
            "action": ["add", "set"],
            "value": ["1", "5"],
        }
    )
    network = network.with_tables({"scenarios": pd.DataFrame({"scenario": ["S"]}), "overrides": overrides})

    assert cells(effective(network, "S"), "demand", "quantity") == [6.0] * 4


def test_that_a_scenario_applies_its_parents_overrides_first(network: Network):
    overrides = pd.DataFrame(
        {
            "scenario": ["Child", "Parent", "Other"],
            "order": [1.0, 9.0, 1.0],
            "table": "demand",
            "column": "quantity",
            "action": ["add", "multiply", "set"],
            "value": ["1", "2", "0"],
        }
    )
    scenarios = pd.DataFrame({"scenario": ["Child", "Parent", "Other"], "parent": ["Parent", "Baseline", ""]})
    network = network.with_tables({"scenarios": scenarios, "overrides": overrides})

    assert cells(effective(network, "Child"), "demand", "quantity") == [21.0, 41.0, 61.0, 81.0]


def test_that_the_report_tells_rows_hit_and_sums_before_and_after(with_overrides: Overrides):
    network = with_overrides(("demand", "region = West", "quantity", "multiply", "1.5"))

    (entry,) = effective(network, "S").report

    assert entry.sentence == "multiply demand.quantity by 1.5 where region = West"
    assert entry.effect is not None
    assert (entry.effect.rows_hit, entry.effect.rows_changed) == (3, 3)
    assert (entry.effect.sum_before, entry.effect.sum_after) == (60.0, 90.0)
    assert (entry.effect.rows_before, entry.effect.rows_after) == (4, 4)


def test_that_set_writes_text_numbers_references_and_step_costs(with_overrides: Overrides):
    network = with_overrides(
        ("facilities", "facility = Denver", "handling_cost", "set", "ladder"),
        ("facilities", "facility = Tampa", "handling_cost", "set", "2.5"),
        ("customers", "region = West", "region", "set", "Pacific"),
        ("demand", "", "unmet_cost", "set", ""),
        ("lanes", "", "unit_cost", "set", "ladder"),
    )

    result = effective(network, "S")

    assert result.issues[0].rule == "override-changes-nothing"
    assert cells(result, "facilities", "handling_cost")[:2] == ["ladder", 2.5]
    assert cells(result, "customers", "region") == ["Pacific", "Pacific", "South"]
    assert cells(result, "lanes", "unit_cost") == ["ladder"] * 3
    assert not result.has_errors


def test_that_include_lifts_an_exclusion_and_keeps_a_forced_opening(with_overrides: Overrides):
    network = with_overrides(
        ("facilities", "", "", "include", ""),
        ("customers", "customer = Miami", "", "include", ""),
        ("customers", "region = West", "", "exclude", ""),
        ("lanes", "origin = West sites", "status", "exclude", ""),
    )

    result = effective(network, "S")

    assert cells(result, "facilities", "status") == ["open", "", "consider"]
    assert cells(result, "customers", "status") == ["exclude", "exclude", "include"]
    assert cells(result, "lanes", "status") == ["exclude", "exclude", "exclude"]
    assert result.report[0].effect is not None
    assert (result.report[0].effect.rows_hit, result.report[0].effect.rows_changed) == (3, 1)


def test_that_a_blank_with_a_default_counts_as_it_and_the_report_says_so(with_overrides: Overrides):
    result = effective(with_overrides(("lanes", "", "duty_share", "add", "0.05")), "S")

    assert cells(result, "lanes", "duty_share") == pytest.approx([0.05, 0.15, 0.25])
    assert rules(result) == ["override-default-taken"]
    assert result.issues[0].severity is Severity.NOTE
    assert result.report[0].effect is not None
    assert result.report[0].effect.defaults_taken == 1


def test_that_a_blank_without_a_default_is_never_multiplied(with_overrides: Overrides):
    network = with_overrides(
        ("facilities", "", "fixed_cost", "multiply", "2"),
        ("facilities", 'fixed_cost != ""', "fixed_cost", "multiply", "2"),
    )

    result = effective(network, "S")

    assert rules(result) == ["override-blank-cell"]
    assert result.has_errors
    assert "1 of 3 rows" in result.issues[0].message
    np.testing.assert_array_equal(cells(result, "facilities", "fixed_cost"), [200.0, 400.0, NAN])


def test_that_a_setting_without_a_row_has_its_default_to_start_from(with_overrides: Overrides):
    network = with_overrides(
        ("settings", "name = circuity", "value", "multiply", "1.5"),
        ("settings", "name = co2_price", "value", "set", "80"),
        ("settings", "name = co2_price", "value", "add", "0.5"),
    )

    result = effective(network, "S")

    assert result.network.setting("circuity") == "1.7999999999999998"
    assert result.network.setting("co2_price") == "80.5"
    assert rules(result) == ["override-default-taken"]
    assert len(result.network["settings"]) == 2


def test_that_the_only_period_of_a_model_without_periods_can_be_changed():
    network = Network.of(
        {
            "scenarios": pd.DataFrame({"scenario": ["S"]}),
            "overrides": pd.DataFrame(
                {"scenario": ["S"], "order": 1.0, "table": "periods", "where": "period = 1", "column": "years"}
            ).assign(action="set", value="2"),
        }
    )

    result = effective(network, "S")

    assert result.network["periods"][["period", "years"]].to_numpy().tolist() == [["1", 2.0]]
    assert result.issues == ()


def test_that_an_insert_adds_a_row_and_a_delete_takes_rows_out(with_overrides: Overrides):
    network = with_overrides(
        ("demand", "customer = Miami; product = Juice; quantity = 5", "", "insert", ""),
        ("demand", "region = West; product = Water", "", "delete", ""),
    )

    result = effective(network, "S")

    assert cells(result, "demand", "customer") == ["Reno", "Miami", "Miami"]
    assert cells(result, "demand", "quantity") == [20.0, 40.0, 5.0]
    assert [entry.effect and entry.effect.rows_after for entry in result.report] == [5, 3]
    assert result.issues == ()


def test_that_groups_are_those_of_the_moment(with_overrides: Overrides):
    network = with_overrides(
        ("demand", "customer = West sites", "quantity", "set", "1"),
        ("groups", "group = West sites; member = Boise", "", "insert", ""),
        ("demand", "customer = West sites", "quantity", "add", "1"),
    )

    assert cells(effective(network, "S"), "demand", "quantity") == [2.0, 2.0, 31.0, 40.0]


def test_that_overridden_cells_are_found_where_the_rows_stand_in_the_end(with_overrides: Overrides):
    network = with_overrides(
        ("demand", "quantity >= 20", "quantity", "add", "1"),
        ("demand", "customer = Miami; product = Juice; quantity = 5", "", "insert", ""),
        ("demand", "product = Juice; customer = Reno", "", "delete", ""),
        ("demand", "customer = Miami", "unmet_cost", "set", "3"),
    )

    found = effective(network, "S").overridden

    assert [(cell.column, cell.rows.tolist(), cell.order) for cell in found] == [
        ("quantity", [1, 2], 1.0),
        ("", [3], 2.0),
        ("unmet_cost", [2, 3], 4.0),
    ]
    assert {(cell.table, cell.scenario) for cell in found} == {("demand", "S")}


def test_that_provenance_stays_with_overridden_rows(network: Network):
    frame = network["demand"].assign(_source=1.0, _row=[2.0, 3.0, 4.0, 5.0])
    overrides = pd.DataFrame({"scenario": ["S"], "order": 1.0, "table": "demand", "column": "quantity"})
    tables = {"demand": frame, "scenarios": pd.DataFrame({"scenario": ["S"]})}
    network = Network(network.with_tables(tables).tables, {1: Source("d.xlsx", "demand")}).with_tables(
        {"overrides": overrides.assign(action="set", value="1", _source=1.0, _row=9.0)}
    )

    assert effective(network, "S").network.cell_source("demand", 2) == "d.xlsx!demand!row 4"


@pytest.mark.parametrize(
    ("override", "rule", "blamed", "hint"),
    [
        (("demnd", "", "quantity", "set", "1"), "override-table", "table", "demand"),
        (("scenarios", "", "parent", "set", "X"), "override-table", "table", "settings"),
        (("demand", "", "quantity", "double", ""), "override-action", "action", "multiply"),
        (("demand", "", "amount", "set", "1"), "override-column", "column", "quantity"),
        (("demand", "", "", "set", "1"), "override-column", "column", "quantity"),
        (("demand", "", "product", "set", "Juice"), "override-key-column", "column", "delete"),
        (("demand", "", "quantity", "set", "lots"), "value-no-number", "value", "1200.5"),
        (("demand", "", "quantity", "set", "-1"), "value-outside", "value", "0 or more"),
        (("demand", "", "quantity", "set", ""), "value-blank", "value", "quantity"),
        (("demand", "", "quantity", "multiply", ""), "value-no-number", "value", "1200.5"),
        (("demand", "", "quantity", "add", "-15"), "value-outside", "value", "-5"),
        (("demand", "", "min_served_share", "set", "1.2"), "value-outside", "value", "1 or less"),
        (("lanes", "", "duty_share", "add", "-0.1"), "value-outside", "value", "0 or more"),
        (("customers", "", "status", "set", "open"), "value-choice", "value", "include, exclude"),
        (("customers", "", "region", "multiply", "2"), "override-no-number", "column", "Use set"),
        (("capacity_options", "", "earliest_period", "set", "1999"), "value-reference", "value", "periods"),
        (("capacity_options", "", "min_periods", "set", "1.5"), "value-outside", "value", "a whole number"),
        (("periods", "", "start_date", "set", "1 May"), "value-date", "value", "2027-01-31"),
        (("periods", "", "years", "set", "0"), "value-outside", "value", "above 0"),
        (("facilities", "", "handling_cost", "set", "stairs"), "value-no-number", "value", "stairs"),
        (("facilities", "", "handling_cost", "multiply", "2"), "override-step-cost", "where", "ladder"),
        (("products", "", "", "exclude", ""), "override-no-status", "table", "delete"),
        (("customers", "", "", "exclude", "yes"), "override-value", "value", "blank"),
        (("customers", "", "region", "exclude", ""), "override-value", "value", "blank"),
        (("customers", "", "", "delete", "1"), "override-value", "value", "blank"),
        (("lanes", "region = West", "", "delete", ""), "where-column-ambiguous", "where", "origin.region"),
        (("lanes", "origin West", "", "delete", ""), "where-syntax", "where", "position 8"),
        (("demand", "customer = Reno; quantity = 1", "", "insert", ""), "insert-incomplete", "where", "product"),
        (("demand", "region = West", "", "insert", ""), "insert-cell", "where", "customer, product"),
        (("demand", "customer = Reno | Miami", "", "insert", ""), "insert-cell", "where", "one value"),
        (("demand", "customer = Reno; customer = Miami", "", "insert", ""), "insert-cell", "where", "twice"),
        (
            ("demand", "customer = Nil; product = Water; quantity = 1", "", "insert", ""),
            "value-reference",
            "where",
            "customers",
        ),
        (
            ("demand", "customer = Reno; product = Water; quantity = 1", "", "insert", ""),
            "insert-key-exists",
            "where",
            "Reno, Water, blank",
        ),
        (("settings", "name = circuity", "value", "set", "0.5"), "value-outside", "value", "1 or more"),
        (("settings", "name = objective", "value", "set", "fast"), "value-choice", "value", "min_cost"),
        (("settings", "name = average_speed", "value", "add", "1"), "override-blank-cell", "where", "average_speed"),
        (("settings", "name = colour; value = red", "", "insert", ""), "override-setting", "where", "currency"),
    ],
)
def test_that_an_override_that_cannot_be_carried_out_changes_nothing_and_says_why(
    with_overrides: Overrides, override: tuple[str, ...], rule: str, blamed: str, hint: str
):
    network = with_overrides(override)

    result = effective(network, "S")

    assert [(issue.rule, issue.column, issue.severity) for issue in result.issues] == [(rule, blamed, Severity.ERROR)]
    assert hint in result.issues[0].message
    assert result.issues[0].key == {"scenario": "S", "order": "1"}
    assert result.report[0].effect is None
    assert network_hash(result.network) == network_hash(network)
    assert result.overridden == ()


@pytest.mark.parametrize("action", ["delete", "exclude", "set", "multiply"])
def test_that_an_override_that_hits_nothing_is_reported(with_overrides: Overrides, action: str):
    filled = ("quantity", action, "2") if action in {"set", "multiply"} else ("", action, "")
    table = "customers" if action == "exclude" else "demand"

    result = effective(with_overrides((table, "customer = Nobody", *filled)), "S")

    assert [(issue.rule, issue.severity) for issue in result.issues] == [("override-hits-nothing", Severity.WARNING)]


def test_that_overrides_need_an_order_of_their_own(network: Network):
    overrides = pd.DataFrame(
        {
            "scenario": "S",
            "order": [1.0, 1.0, NAN],
            "table": "demand",
            "column": "quantity",
            "action": "add",
            "value": ["1", "2", "3"],
        }
    )
    network = network.with_tables({"scenarios": pd.DataFrame({"scenario": ["S"]}), "overrides": overrides})

    result = effective(network, "S")

    assert [(issue.rule, issue.column, issue.value) for issue in result.issues] == [
        ("override-order", "order", "1"),
        ("override-order", "order", ""),
    ]
    assert cells(result, "demand", "quantity") == [11.0, 21.0, 31.0, 41.0]


def test_that_an_issue_of_an_imported_override_names_its_cell(network: Network):
    overrides = pd.DataFrame({"scenario": ["S"], "order": 1.0, "table": "demand", "action": "delete", "where": "x"})
    tables = {"overrides": overrides.assign(_source=4.0, _row=7.0), "scenarios": pd.DataFrame({"scenario": ["S"]})}
    source = Source("plan.xlsx", "overrides", {"where": "D"})
    network = Network(network.with_tables(tables).tables, {4: source})

    assert effective(network, "S").issues[0].source == "plan.xlsx!overrides!D7"


def test_that_overrides_of_baseline_are_an_error_and_are_not_applied(network: Network):
    overrides = pd.DataFrame({"scenario": ["Baseline"], "order": 1.0, "table": "demand", "action": "delete"})
    network = network.with_tables({"overrides": overrides})

    result = effective(network)

    assert rules(result) == ["baseline-override"]
    assert len(result.network["demand"]) == 4


def test_that_an_unknown_scenario_is_refused(network: Network):
    with pytest.raises(KnownError, match="There is no scenario Nothing"):
        effective(network, "Nothing")
