"""Solutions that break a limit or misstate a figure are found, and the finding names the limit."""

import pytest


def rules(checked):
    return {finding.rule for finding in checked.findings}


def tables(**more):
    """Supplier s → plant P (makes w from cap) → warehouses A, B → customers c, d; two periods."""
    rows = {
        "periods": [{"period": "1", "years": 1.0}, {"period": "2", "years": 1.0}],
        "settings": [{"name": "discount_rate", "value": "0.1"}, {"name": "carrying_cost_share", "value": "0.1"}],
        "products": [{"product": "w", "unit_value": 5.0}, {"product": "cap", "unit_value": 1.0}],
        "suppliers": [{"supplier": "s"}],
        "supply": [{"supplier": "s", "product": "cap", "unit_cost": 0.5}],
        "facilities": [
            {"facility": "P", "kind": "plant", "state": "existing", "status": "open"},
            {"facility": "A", "state": "existing", "fixed_cost": 20.0, "handling_cost": 0.5, "closing_cost": 3.0},
            {"facility": "B", "state": "candidate", "fixed_cost": 4.0, "opening_cost": 6.0, "max_throughput": 12.0},
        ],
        "production": [{"facility": "P", "product": "w", "unit_cost": 1.0, "co2_per_unit": 2.0}],
        "bills": [{"product": "w", "component": "cap", "quantity": 2.0}],
        "customers": [{"customer": "c"}, {"customer": "d"}],
        "demand": [
            {"customer": "c", "product": "w", "quantity": 10.0},
            {"customer": "d", "product": "w", "quantity": 10.0, "unmet_cost": 50.0, "min_served_share": 0.5},
        ],
        "groups": [{"group": "warehouses", "member": "A"}, {"group": "warehouses", "member": "B"}],
        "lanes": [
            {"origin": "s", "destination": "P", "product": "cap", "unit_cost": 0.1},
            {"origin": "P", "destination": "warehouses", "product": "w", "unit_cost": 0.2, "distance": 100.0},
            {"origin": "A", "destination": "c", "unit_cost": 1.0, "distance": 50.0},
            {"origin": "A", "destination": "d", "unit_cost": 2.0, "distance": 400.0},
            {"origin": "B", "destination": "c", "unit_cost": 2.0, "distance": 60.0},
            {"origin": "B", "destination": "d", "unit_cost": 1.0, "distance": 70.0, "fixed_cost": 2.0},
        ],
        "inventory": [{"facility": "A", "product": "w", "initial": 5.0, "days_of_supply": 36.5}],
        "capacity_options": [
            {"facility": "B", "option": "shift", "extra_throughput": 8.0, "fixed_cost": 1.0, "opening_cost": 1.0}
        ],
    }
    return rows | more


@pytest.fixture(scope="module")
def solution(solved):
    found = solved(**tables())
    assert found.checked().passed
    return found


def line_of(solution, table, **cells):
    frame = solution.tables[table]
    chosen = frame
    for column, value in cells.items():
        chosen = chosen[chosen[column] == value]
    assert len(chosen) == 1
    return frame.index.get_loc(chosen.index[0])


def test_that_a_changed_flow_breaks_balance_and_demand(solution):
    flows = solution.tables["result_flows"]
    line = int((flows["destination"] == "d").to_numpy().nonzero()[0][0])
    checked = solution.changed("result_flows", line, flow=float(flows["flow"].iat[line]) + 1.0)
    assert {"balance", "demand-served", "flow-transport_cost"} <= rules(checked)
    assert checked.max_violation == pytest.approx(0.1, rel=0.2)
    assert any("d | w" in finding.row for finding in checked.findings)


def test_that_a_flow_over_no_lane_is_named(solution):
    assert "lane-missing" in rules(solution.changed("result_flows", 0, origin="P", destination="c"))
    assert "flow-place" in rules(solution.changed("result_flows", 0, origin="c"))
    assert "flow-place" in rules(solution.changed("result_flows", 0, product="nothing"))
    assert "flow-negative" in rules(solution.changed("result_flows", 0, flow=-1.0))


def test_that_a_flow_must_name_the_row_that_is_in_force(solution):
    assert rules(solution.changed("result_flows", 0, lane_row="A | c | elsewhere")) == {"lane-row"}
    specific = [
        *tables()["lanes"],
        {"origin": "P", "destination": "B", "product": "w", "unit_cost": 0.2, "distance": 100.0},
    ]
    checked = solution.of(lanes=specific)
    assert rules(checked) == {"lane-row"}
    assert "P | B" in checked.findings[0].row


def test_that_flow_over_an_excluded_lane_is_named(solution):
    assert "lane-excluded" in rules(
        solution.of(
            lanes=[*tables()["lanes"], {"origin": "P", "destination": "B", "product": "w", "status": "exclude"}]
        )
    )
    assert "flow-place" in rules(solution.of(suppliers=[{"supplier": "s", "status": "exclude"}]))


def test_that_a_site_said_to_be_closed_shows_in_throughput_and_costs(solution):
    line = line_of(solution, "result_facilities", facility="B", period="1")
    assert solution.tables["result_facilities"]["open"].iat[line] == 1.0
    checked = solution.changed("result_facilities", line, open=0.0)
    assert {"throughput-maximum", "facility-opening", "facility-fixed_cost", "objective"} <= rules(checked)


@pytest.mark.parametrize(
    ("table", "column", "rule"),
    [
        ("result_costs", "present_value", "costs-present_value"),
        ("result_costs", "cost", "costs-cost"),
        ("result_flows", "transport_cost", "flow-transport_cost"),
        ("result_flows", "duty_cost", "flow-duty_cost"),
        ("result_flows", "distance", "flow-distance"),
        ("result_facilities", "handling_cost", "facility-handling_cost"),
        ("result_facilities", "opening_cost", "facility-opening_cost"),
        ("result_facilities", "option_cost", "facility-option_cost"),
        ("result_supply", "procurement_cost", "supply-procurement_cost"),
        ("result_production", "co2", "production-co2"),
        ("result_inventory", "holding_cost", "inventory-holding_cost"),
        ("result_demand", "unmet_cost", "demand-unmet_cost"),
        ("result_lanes", "fixed_cost", "lane-fixed_cost"),
    ],
)
def test_that_each_misstated_figure_is_named(solution, table, column, rule):
    stated = float(solution.tables[table][column].iat[0])
    checked = solution.changed(table, 0, **{column: (0.0 if stated != stated else stated) + 1.0})
    assert rules(checked) == {rule}
    assert checked.cost_difference > 1e-6


def test_that_a_misstated_objective_is_named(solution):
    wrong = type(solution)(solution.network, solution.tables, solution.objective + 1.0)
    assert rules(wrong.checked()) == {"objective"}


@pytest.mark.parametrize(
    ("table", "column", "rule"),
    [
        ("result_demand", "unmet", "demand-balance"),
        ("result_demand", "served", "demand-served"),
        ("result_supply", "quantity", "balance"),
        ("result_production", "quantity", "balance"),
        ("result_inventory", "carried", "balance"),
        ("result_inventory", "working", "working-stock"),
        ("result_facilities", "throughput", "facility-throughput"),
        ("result_facilities", "closing", "facility-closing"),
    ],
)
def test_that_each_misstated_quantity_is_named(solution, table, column, rule):
    assert rule in rules(solution.changed(table, 0, **{column: float(solution.tables[table][column].iat[0]) + 1.0}))


def test_that_missing_and_needless_lines_are_named(solution):
    cut = solution.tables["result_demand"].iloc[1:]
    assert "row-missing" in rules(solution.checked(result_demand=cut))
    assert "facility-missing" in rules(
        solution.checked(result_facilities=solution.tables["result_facilities"].iloc[1:])
    )
    assert "row-beyond" in rules(solution.changed("result_supply", 0, supplier="nobody"))
    assert "costs-unknown" in rules(solution.changed("result_costs", 0, bucket="gifts", present_value=3.0))


FACILITIES = tables()["facilities"]
LANES = tables()["lanes"]


def facility(place, **cells):
    return [row | cells if i == place else row for i, row in enumerate(FACILITIES)]


def lane(place, **cells):
    return [row | cells if i == place else row for i, row in enumerate(LANES)]


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("throughput-maximum", {"facilities": facility(2, max_throughput=3.0)}),
        ("throughput-minimum", {"facilities": facility(2, min_throughput=30.0)}),
        ("status-closed", {"facilities": facility(2, status="closed")}),
        ("status-open", {"facilities": facility(1, status="open")}),
        ("production-maximum", {"production": [{"facility": "P", "product": "w", "max_quantity": 1.0}]}),
        ("production-minimum", {"production": [{"facility": "P", "product": "w", "min_quantity": 100.0}]}),
        ("supply-maximum", {"supply": [{"supplier": "s", "product": "cap", "max_quantity": 1.0}]}),
        ("supply-minimum", {"supply": [{"supplier": "s", "product": "cap", "min_quantity": 1000.0}]}),
        ("balance", {"bills": [{"product": "w", "component": "cap", "quantity": 3.0}]}),
        (
            "balance",
            {"bills": [*tables()["bills"], {"product": "w", "component": "cap", "facility": "P", "quantity": 1.0}]},
        ),
        ("balance", {"inventory": [{"facility": "A", "product": "w", "initial": 6.0}]}),
        ("stock-minimum", {"inventory": [{"facility": "A", "product": "w", "initial": 5.0, "min_stock": 100.0}]}),
        ("working-stock", {"inventory": [{"facility": "A", "product": "w", "initial": 5.0, "days_of_supply": 90.0}]}),
        ("lane-maximum", {"lanes": lane(5, max_flow=1.0)}),
        ("lane-minimum", {"lanes": lane(5, min_flow=100.0)}),
        ("open-maximum", {"facility_limits": [{"name": "n", "max_open": 0.0}]}),
        ("open-minimum", {"facility_limits": [{"name": "n", "min_open": 4.0}]}),
        ("openings-maximum", {"facility_limits": [{"name": "n", "group": "warehouses", "max_openings": 0.0}]}),
        ("option-units", {"capacity_options": [tables()["capacity_options"][0] | {"max_units": 0.5}]}),
        ("flow-maximum", {"flow_limits": [{"name": "n", "origin": "P", "max_flow": 5.0}]}),
        ("flow-minimum", {"flow_limits": [{"name": "n", "origin": "P", "min_flow": 5000.0}]}),
        ("share-maximum", {"flow_limits": [{"name": "n", "origin": "B", "destination": "d", "max_share": 0.1}]}),
        (
            "share-minimum",
            {"flow_limits": [{"name": "n", "origin": "A", "destination": "d", "per": "each", "min_share": 0.9}]},
        ),
        ("service", {"service_limits": [{"name": "n", "max_distance": 10.0}]}),
        ("service", {"service_limits": [{"name": "n", "max_distance": 65.0, "min_share": 0.9}]}),
        ("demand-quantity", {"demand": [tables()["demand"][0] | {"quantity": 11.0}, tables()["demand"][1]]}),
        ("row-beyond", {"demand": tables()["demand"][:1]}),
        ("row-beyond", {"customers": [{"customer": "c"}, {"customer": "d", "status": "exclude"}]}),
    ],
)
def test_that_a_limit_which_a_solution_does_not_keep_is_named(solution, rule, changed):
    checked = solution.of(**changed)
    assert rule in rules(checked)
    assert checked.max_violation > 1e-6


def test_that_two_sources_of_a_single_sourced_customer_are_named(solved):
    split = tables(lanes=lane(4, max_flow=4.0), facilities=facility(1, max_throughput=7.0, fixed_cost=0.0))
    solution = solved(**split)
    served = solution.tables["result_flows"]
    assert served[(served["destination"] == "c") & (served["period"] == "1")]["origin"].nunique() == 2
    for rule in ("customer", "product"):
        assert "single-source" in rules(
            solution.of(customers=[{"customer": "c", "single_source": rule}, {"customer": "d"}])
        )


def test_that_demand_below_its_least_share_is_named(solved):
    poor = [tables()["demand"][0], tables()["demand"][1] | {"unmet_cost": 0.1, "min_served_share": 0.0}]
    solution = solved(**tables(demand=poor))
    assert solution.tables["result_demand"]["unmet"].sum() > 0
    assert "demand-share" in rules(solution.of(demand=[poor[0], poor[1] | {"min_served_share": 0.7}]))
    assert "demand-share" in rules(solution.of(demand=[poor[0], {"customer": "d", "product": "w", "quantity": 10.0}]))


def test_that_an_option_that_is_left_too_early_is_named(solved):
    rows = tables(periods=[{"period": str(t), "years": 1.0} for t in (1, 2, 3)])
    solution = solved(**rows)
    line = line_of(solution, "result_facilities", facility="B", period="2")
    assert solution.tables["result_facilities"]["options"].iat[line] == "shift × 1"
    option = rows["capacity_options"][0]
    assert solution.of(capacity_options=[option | {"min_periods": 2.0, "earliest_period": "2"}]).passed
    assert rules(solution.of(capacity_options=[option | {"earliest_period": "3"}])) == {"option-earliest"}
    left = solution.tables["result_facilities"].copy()
    left.loc[left.index[line + 1], "options"] = ""
    network = solution.network.with_tables(
        {"capacity_options": solution.network["capacity_options"].assign(min_periods=2.0)}
    )
    longer = type(solution)(network, solution.tables | {"result_facilities": left}, solution.objective)
    assert "option-stay" in rules(longer.checked())


def test_that_opening_twice_is_named(solution):
    frame = solution.tables["result_facilities"].copy()
    lines = (frame["facility"] == "B").to_numpy()
    frame.loc[lines, "opening"] = [1.0, 1.0]
    assert "opening-once" in rules(solution.checked(result_facilities=frame))
