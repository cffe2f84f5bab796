"""Rules on demand, supply, production, bills, inventory, step costs and options."""

import numpy as np
import pytest

from tests.unit.validation.bench import Bench


def test_that_a_network_without_demand_is_found(bench: Bench) -> None:
    issues = bench.issues(bench.drop("demand"))
    assert "network-without-demand" in bench.codes(issues)


def test_that_a_network_without_lanes_is_found(bench: Bench) -> None:
    assert bench.only("network-without-lanes", bench.drop("lanes")).table == "lanes"


def test_that_lanes_that_are_all_excluded_are_no_lanes(bench: Bench) -> None:
    edits = [bench.cell("lanes", row, "status", "exclude") for row in range(3)]
    assert "network-without-lanes" in bench.codes(bench.issues(*edits))


def test_that_a_demand_of_zero_is_noted(bench: Bench) -> None:
    bench.only("demand-zero", bench.cell("demand", 3, "quantity", 0))


def test_that_a_share_without_unmet_cost_is_found(bench: Bench) -> None:
    bench.only("demand-share-without-effect", bench.cell("demand", 0, "min_served_share", 0.5))


def test_that_profit_needs_prices(bench: Bench) -> None:
    edits = [bench.add("settings", name="objective", value="max_profit"), bench.cell("demand", 1, "unit_price", 3)]
    issues = bench.all_of("demand-without-price", *edits, bench.cell("products", 0, "unit_price", np.nan))
    assert [issue.key["customer"] for issue in issues] == ["Milwaukee", "Omaha", "Omaha"]
    assert bench.issues(*edits) == []


def test_that_a_customer_without_demand_is_found(bench: Bench) -> None:
    bench.only("customer-without-demand", bench.add("customers", customer="Fargo"))
    assert bench.issues(bench.add("customers", customer="Fargo", status="exclude")) == []


def test_that_a_product_that_nobody_wants_is_noted(bench: Bench) -> None:
    bench.only("product-unused", bench.add("products", product="Juice"))


def test_that_a_supplier_without_supply_is_found(bench: Bench) -> None:
    assert "supplier-without-supply" in bench.codes(bench.issues(bench.add("suppliers", supplier="Well")))


@pytest.mark.parametrize("table", ["supply", "production"])
def test_that_a_blank_unit_cost_is_noted(bench: Bench, table: str) -> None:
    bench.only(f"{table}-without-cost", bench.cell(table, 0, "unit_cost", np.nan))


def test_that_a_product_made_of_itself_is_found(bench: Bench) -> None:
    bench.only("bill-of-itself", bench.add("bills", product="Water", component="Water", quantity=1))


def test_that_bills_in_a_circle_are_found(bench: Bench) -> None:
    edits = [
        bench.add("bills", product="Preform", component="Water", quantity=1),
        bench.add("production", facility="Gary", product="Preform", unit_cost=1),
    ]
    issues = bench.all_of("bill-cycle", *edits)
    assert [issue.key["product"] for issue in issues] == ["Water", "Preform"]


def test_that_bills_at_different_facilities_make_no_circle(bench: Bench) -> None:
    edits = [
        bench.cell("bills", 0, "facility", "Gary"),
        bench.add("bills", product="Preform", component="Water", facility="East", quantity=1),
        bench.add("production", facility="East", product="Preform", unit_cost=1),
    ]
    assert "bill-cycle" not in bench.codes(bench.issues(*edits))


def test_that_a_bill_of_a_product_that_is_not_made_is_noted(bench: Bench) -> None:
    edits = [
        bench.add("products", product="Resin"),
        bench.add("bills", product="Preform", component="Resin", quantity=1),
    ]
    assert "nowhere" in bench.only("bill-unused", *edits).message


def test_that_a_plant_without_the_bill_that_others_have_is_found(bench: Bench) -> None:
    edits = [bench.cell("bills", 0, "facility", "Gary")]
    issue = bench.only(
        "production-without-bill", *edits, bench.add("production", facility="West", product="Water", unit_cost=1)
    )
    assert "'West'" in issue.message


def test_that_stock_needs_a_cost_of_holding(bench: Bench) -> None:
    issues = bench.all_of("inventory-holding-cost-unknown", bench.cell("products", 0, "unit_value", np.nan))
    assert len(issues) == 2
    assert "unit_value of product 'Water'" in issues[0].message
    issues = bench.all_of("inventory-holding-cost-unknown", bench.drop("settings", 2))
    assert "carrying_cost_share" in issues[0].message


def test_that_initial_stock_in_a_later_period_is_found(bench: Bench) -> None:
    bench.only("inventory-initial-later", bench.cell("inventory", 1, "initial", 5))


def test_that_initial_stock_in_the_first_period_is_fine(bench: Bench) -> None:
    edits = [bench.cell("inventory", 1, "initial", 5), bench.cell("inventory", 1, "period", "2027")]
    assert bench.issues(*edits) == []


def test_that_initial_stock_above_the_maximum_is_found(bench: Bench) -> None:
    assert "500" in bench.only("inventory-initial-above-maximum", bench.cell("inventory", 0, "initial", 501)).message


def test_that_a_cross_dock_holds_no_stock(bench: Bench) -> None:
    issues = bench.all_of("cross-dock-stores", bench.cell("facilities", 1, "kind", "cross_dock"))
    assert len(issues) == 2


def test_that_a_cross_dock_makes_nothing(bench: Bench) -> None:
    bench.only("cross-dock-makes", bench.cell("facilities", 0, "kind", "cross_dock"))


def test_that_a_first_step_above_zero_is_found(bench: Bench) -> None:
    bench.only("step-cost-first-step", bench.cell("step_costs", 0, "from_quantity", 10))


def test_that_steps_of_two_kinds_are_found(bench: Bench) -> None:
    issue = bench.only("step-cost-mixed-kinds", bench.cell("step_costs", 1, "kind", "step"))
    assert "kind is step here but incremental" in issue.message


def test_that_a_negative_step_cost_is_found(bench: Bench) -> None:
    bench.only("step-cost-negative", bench.cell("step_costs", 1, "cost", -0.1))


@pytest.mark.parametrize(("kind", "before", "after"), [("all_units", "500", "300"), ("step", "0.5", "0.3")])
def test_that_a_fall_of_the_total_cost_is_noted(bench: Bench, kind: str, before: str, after: str) -> None:
    edits = [bench.cell("step_costs", row, "kind", kind) for row in (0, 1)]
    message = bench.only("step-cost-total-falls", *edits).message
    assert f"costs {after} in total" in message
    assert f"below it {before}" in message


def test_that_a_step_cost_that_no_cell_names_is_noted(bench: Bench) -> None:
    bench.only("step-cost-unused", bench.add("step_costs", name="spare", from_quantity=0, cost=1))


def test_that_an_option_on_unlimited_throughput_is_found(bench: Bench) -> None:
    bench.only("option-useless", bench.cell("capacity_options", 0, "facility", "West"))
