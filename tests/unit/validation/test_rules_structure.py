"""Rules that follow from the schema alone: keys, cells, numbers, references, settings."""

import numpy as np
import pytest

from engine.network import Network
from engine.validation import validate
from tests.unit.validation.bench import Bench


def test_that_a_clean_network_has_no_issue(clean: Network) -> None:
    assert validate(clean) == []


def test_that_a_blank_key_cell_is_found(bench: Bench) -> None:
    issue = bench.only("key-blank", bench.add("modes", speed=50))
    assert (issue.table, issue.column, issue.key) == ("modes", "mode", {"mode": ""})


def test_that_the_second_row_with_a_key_is_found(bench: Bench) -> None:
    issue = bench.only("key-duplicate", bench.add("demand", customer="Omaha", product="Water", quantity=1))
    assert issue.key == {"customer": "Omaha", "product": "Water", "period": ""}
    assert "row 3" in issue.message


def test_that_a_key_of_numbers_is_compared_as_numbers(bench: Bench) -> None:
    bench.only("key-duplicate", bench.add("step_costs", name="tiers", from_quantity=1000, cost=0.2))


def test_that_a_blank_required_cell_is_found(bench: Bench) -> None:
    issue = bench.only("required-blank", bench.cell("demand", 0, "quantity", np.nan))
    assert (issue.column, issue.value) == ("quantity", "")


def test_that_one_coordinate_without_the_other_is_found(bench: Bench) -> None:
    issue = bench.only("required-with-blank", bench.cell("customers", 0, "latitude", np.nan))
    assert issue.column == "latitude"
    assert "longitude" in issue.message


def test_that_a_shipment_cost_needs_the_shipment_size(bench: Bench) -> None:
    issue = bench.only("required-with-blank", bench.cell("lanes", 2, "shipment_size", np.nan))
    assert "cost_per_shipment" in issue.message


def test_that_an_unknown_word_of_a_choice_is_found_with_a_hint(bench: Bench) -> None:
    issue = bench.only("choice-unknown", bench.cell("facilities", 0, "kind", "Plant"))
    assert "Did you mean 'plant'?" in issue.message
    assert issue.value == "Plant"


@pytest.mark.parametrize("text", ["01.01.2027", "2027-13-01", "2027-02-30", "20270101", "2027-01-01T00:00"])
def test_that_a_date_in_another_form_is_found(bench: Bench, text: str) -> None:
    assert text in bench.only("date-malformed", bench.cell("periods", 0, "start_date", text)).message


def test_that_an_invisible_character_in_a_name_is_found(bench: Bench) -> None:
    issue = bench.only("name-unprintable", bench.add("modes", mode="rail\u200b"))
    assert "U+200B" in issue.message


def test_that_a_space_at_the_end_of_a_name_is_found(bench: Bench) -> None:
    bench.only("name-outer-space", bench.add("modes", mode="rail "))


def test_that_names_that_differ_by_case_are_found(bench: Bench) -> None:
    issue = bench.only("name-almost-same", bench.add("modes", mode="Truck"))
    assert "'truck'" in issue.message


def test_that_names_that_differ_by_a_dash_are_found_and_codes_of_digits_are_not(bench: Bench) -> None:
    bench.only("name-almost-same", bench.add("modes", mode="rail-car"), bench.add("modes", mode="Rail  car"))
    assert bench.issues(bench.add("modes", mode="10-1"), bench.add("modes", mode="101")) == []


def test_that_an_infinite_number_is_found(bench: Bench) -> None:
    bench.only("number-not-finite", bench.cell("lanes", 1, "max_flow", np.inf))


def test_that_half_a_facility_is_found(bench: Bench) -> None:
    bench.only("number-not-whole", bench.cell("facility_limits", 0, "max_open", 2.5))


def test_that_a_negative_quantity_is_found(bench: Bench) -> None:
    assert "at least 0" in bench.only("number-too-small", bench.cell("demand", 0, "quantity", -1)).message


def test_that_a_period_of_no_length_is_found(bench: Bench) -> None:
    assert "above 0" in bench.only("number-too-small", bench.cell("periods", 1, "years", 0)).message


def test_that_a_percentage_in_a_share_is_found(bench: Bench) -> None:
    issue = bench.only("number-too-large", bench.cell("service_limits", 0, "min_share", 95))
    assert "0.95" in issue.message


def test_that_a_latitude_beyond_the_pole_is_found(bench: Bench) -> None:
    assert "at most 90" in bench.only("number-too-large", bench.cell("customers", 0, "latitude", 143)).message


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("facilities", 0, "min_throughput", 6000.0),
        ("production", 0, "min_quantity", 5000.0),
        ("facility_limits", 0, "min_open", 3),
        ("flow_limits", 0, "min_share", 0.95),
        ("inventory", 0, "min_stock", 501.0),
    ],
)
def test_that_a_minimum_above_its_maximum_is_found(
    bench: Bench, table: str, row: int, column: str, value: float
) -> None:
    issue = bench.only("minimum-above-maximum", bench.cell(table, row, column, value))
    assert (issue.table, issue.column) == (table, column)


def test_that_a_name_that_does_not_exist_is_found_with_a_hint(bench: Bench) -> None:
    issue = bench.only("reference-unknown", bench.add("demand", customer="milwaukee ", product="Water", quantity=1))
    assert "Did you mean 'Milwaukee'?" in issue.message


def test_that_a_lane_from_a_customer_is_found(bench: Bench) -> None:
    issue = bench.only("reference-wrong-kind", bench.cell("lanes", 0, "origin", "Omaha"))
    assert "is the name of a customer" in issue.message
    assert "supplier, facility or group" in issue.message


def test_that_a_group_where_none_is_allowed_is_found(bench: Bench) -> None:
    assert (
        "name of a group"
        in bench.only(
            "reference-wrong-kind", bench.add("demand", customer="Stores", product="Water", quantity=1)
        ).message
    )


def test_that_the_only_period_of_a_model_without_periods_has_a_name(bench: Bench) -> None:
    edits = [bench.drop(table) for table in ("periods", "facility_periods", "capacity_options")]
    edits += [bench.drop("inventory", 1), bench.cell("demand", 3, "period", "1")]
    assert bench.issues(*edits) == []


def test_that_a_step_cost_that_does_not_exist_is_found(bench: Bench) -> None:
    assert (
        "Did you mean 'tiers'?" in bench.only("step-cost-unknown", bench.cell("lanes", 0, "unit_cost", "Tiers")).message
    )


def test_that_two_sites_with_one_name_are_found(bench: Bench) -> None:
    issue = bench.only(
        "site-name-shared",
        bench.cell("suppliers", 0, "supplier", "Gary"),
        bench.cell("supply", 0, "supplier", "Gary"),
        bench.drop("lanes", 0),
    )
    assert "supplier" in issue.message
    assert "facility" in issue.message


def test_that_a_group_named_like_a_customer_is_found(bench: Bench) -> None:
    bench.only("group-name-shared", bench.add("groups", group="Omaha", member="Detroit"))


def test_that_a_setting_that_does_not_exist_is_found_with_a_hint(bench: Bench) -> None:
    issue = bench.only("setting-unknown", bench.add("settings", name="Discount rate", value="0.1"))
    assert "Did you mean 'discount_rate'?" in issue.message


@pytest.mark.parametrize(("name", "value"), [("circuity", "1,3"), ("objective", "cheapest"), ("co2_price", "nan")])
def test_that_a_setting_that_cannot_be_read_is_found(bench: Bench, name: str, value: str) -> None:
    assert value in bench.only("setting-malformed", bench.add("settings", name=name, value=value)).message


@pytest.mark.parametrize(("name", "value"), [("circuity", "0.9"), ("co2_price", "-1")])
def test_that_a_setting_out_of_range_is_found(bench: Bench, name: str, value: str) -> None:
    bench.only("setting-out-of-range", bench.add("settings", name=name, value=value))


def test_that_a_missing_currency_is_noted(bench: Bench) -> None:
    assert "USD" in bench.only("setting-currency-missing", bench.drop("settings", 0)).message


def test_that_a_rate_in_percent_is_found(bench: Bench) -> None:
    assert "800 %" in bench.only("setting-share-large", bench.add("settings", name="discount_rate", value="8")).message


def test_that_errors_postpone_the_checks_of_flows(clean: Network) -> None:
    broken = clean.with_tables({"products": clean["products"].iloc[:1]})
    assert validate(broken)[-1].rule == "checks-postponed"
