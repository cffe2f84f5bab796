"""Validation as a whole: sources, order, large tables, the list of rules."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.issues import Severity
from engine.network import PROVENANCE, Network, Source
from engine.schema import INPUT_TABLES
from engine.validation import RULES, THEMES, validate
from engine.validation.catalogue import rules_page
from engine.validation.cut import shortages
from engine.validation.flow_graph import FlowGraph
from tests.unit.validation.bench import Bench


def test_that_an_issue_tells_the_cell_it_was_imported_from(clean: Network) -> None:
    frame = clean["demand"].copy()
    frame.loc[1, ["quantity", *PROVENANCE]] = [-3.0, 7.0, 17.0]
    source = Source("Demand.xlsx", "demand", {"quantity": "D"})
    network = Network({**clean.tables, "demand": frame}, {7: source})
    found = [issue for issue in validate(network) if issue.rule == "number-too-small"]
    assert [issue.source for issue in found] == ["Demand.xlsx!demand!D17"]


def test_that_an_empty_network_lacks_demand_and_lanes() -> None:
    errors = [issue.rule for issue in validate(Network.of()) if issue.severity is Severity.ERROR]
    assert errors == ["network-without-demand", "network-without-lanes"]


def test_that_rules_have_codes_of_their_own_and_say_everything() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert len(codes) >= 60
    for rule in RULES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.code)
        assert rule.title
        assert rule.message
        assert all(text.endswith(".") for text in (rule.why, rule.fix)), rule.code


def test_that_the_page_of_rules_holds_every_rule_under_its_theme() -> None:
    page = rules_page()
    for theme in THEMES:
        assert f"## {theme.title}\n" in page
        assert all(f"### `{rule.code}`" in page for rule in theme.rules)
    assert "{" not in page


def test_that_every_rule_is_named_by_a_test() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_rules_*.py"))
    generic = ("{table}-without-cost",)
    assert all(text in tests for text in generic)
    named = {code for code in (rule.code for rule in RULES) if f'"{code}"' in tests}
    assert {rule.code for rule in RULES} - named == {"supply-without-cost", "production-without-cost"}


def test_that_large_tables_are_listed_in_full() -> None:
    count = 2000
    names = [f"Customer {number}" for number in range(count)]
    network = Network.of(
        {
            "customers": pd.DataFrame({"customer": names}),
            "demand": pd.DataFrame({"customer": names, "product": "Water", "quantity": -1.0}),
        }
    )
    issues = validate(network)
    assert sum(issue.rule == "number-too-small" for issue in issues) == count
    assert sum(issue.rule == "reference-unknown" for issue in issues) == count


words = st.sampled_from(["", "A", "B", "C", "DCs", "1", "2027-01-01", "exclude", "open", "plant", "truck", " x"])
numbers = st.sampled_from([np.nan, 0.0, 1.0, -1.0, 0.5, 1e6, np.inf])


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_that_no_table_of_nonsense_makes_validation_fail(data: st.DataObject) -> None:
    tables = {}
    for table in INPUT_TABLES.values():
        rows = data.draw(st.integers(0, 3))
        tables[table.name] = pd.DataFrame(
            {
                column.name: data.draw(st.lists(numbers if column.is_number else words, min_size=rows, max_size=rows))
                for column in table.columns
            }
        )
    issues = validate(Network.of(tables))
    assert all(issue.message and issue.rule for issue in issues)


def test_that_a_clean_import_of_many_lanes_has_no_issue(bench: Bench) -> None:
    customers = [f"Town {number}" for number in range(500)]
    place = {"latitude": 41.0, "longitude": -90.0}
    network = bench.network
    grown = {
        "customers": pd.DataFrame({"customer": customers, **place}),
        "demand": pd.DataFrame({"customer": customers, "product": "Water", "quantity": 1.0}),
        "lanes": pd.DataFrame({"origin": "East", "destination": customers, "product": "Water", "unit_cost": 1.0}),
    }
    tables = {name: pd.concat([network[name], frame], ignore_index=True) for name, frame in grown.items()}
    assert validate(network.with_tables(tables)) == []


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_that_a_shortage_is_the_difference_of_demand_and_largest_flow(data: st.DataObject) -> None:
    """One source, facilities with capacity, customers: against a flow found by trying every subset of customers."""
    facilities, customers = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
    capacity = data.draw(st.lists(st.integers(1, 9), min_size=facilities, max_size=facilities))
    demand = data.draw(st.lists(st.integers(1, 9), min_size=customers, max_size=customers))
    linked = [sorted(data.draw(st.sets(st.integers(0, facilities - 1), min_size=1))) for _ in range(customers)]
    graph = _graph(capacity, linked)
    found = list(shortages(graph, np.array(demand, dtype=float)))
    lacking = max(
        sum(demand[c] for c in subset) - sum(capacity[f] for f in {f for c in subset for f in linked[c]})
        for subset in _subsets(customers)
    )
    assert sum(shortage.needed - shortage.arriving for shortage in found) == max(lacking, 0)


def _subsets(count: int) -> list[list[int]]:
    return [[item for item in range(count) if number >> item & 1] for number in range(2**count)]


def _graph(capacity: list[int], linked: list[list[int]]) -> FlowGraph:
    facilities, sites = len(capacity), len(capacity) + len(linked)
    source = 2 * sites
    arcs = [(source, 2 * f, np.inf) for f in range(facilities)]
    arcs += [(2 * f, 2 * f + 1, float(most)) for f, most in enumerate(capacity)]
    arcs += [(2 * f + 1, 2 * (facilities + c), np.inf) for c, origins in enumerate(linked) for f in origins]
    head, tail, most = zip(*arcs, strict=True)
    customers = np.arange(facilities, sites)
    entries = np.arange(len(linked))
    return FlowGraph(np.array(head), np.array(tail), np.array(most), entries, 2 * customers, sites, 1)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_that_reach_and_capacity_tell_exactly_whether_one_product_can_be_served(data: st.DataObject) -> None:
    """Without minima and fixed choices the rules are exact: against a linear program over the same rows."""
    amount = st.integers(1, 9)
    lanes = {
        (origin, destination): data.draw(st.one_of(st.none(), amount))
        for origin, destination in [*_LEGS["in"], *_LEGS["between"], *_LEGS["out"]]
        if data.draw(st.booleans())
    }
    supply = {site: data.draw(amount) for site in _SUPPLIERS}
    throughput = {site: data.draw(st.one_of(st.none(), amount)) for site in _FACILITIES}
    demand = {site: data.draw(amount) for site in _CUSTOMERS}
    network = Network.of(
        {
            "products": pd.DataFrame({"product": ["Water"]}),
            "suppliers": pd.DataFrame({"supplier": _SUPPLIERS}),
            "facilities": pd.DataFrame({"facility": _FACILITIES, "max_throughput": [*throughput.values()]}),
            "customers": pd.DataFrame({"customer": _CUSTOMERS}),
            "supply": pd.DataFrame({"supplier": _SUPPLIERS, "product": "Water", "max_quantity": [*supply.values()]}),
            "demand": pd.DataFrame({"customer": _CUSTOMERS, "product": "Water", "quantity": [*demand.values()]}),
            "lanes": pd.DataFrame(
                [(o, d, 1.0, most) for (o, d), most in lanes.items()],
                columns=["origin", "destination", "unit_cost", "max_flow"],
            ),
        }
    )
    found = {issue.rule for issue in validate(network)} & {"demand-unreachable", "demand-above-capacity"}
    if lanes:
        assert bool(found) == (not _can_serve(lanes, supply, throughput, demand))


_SUPPLIERS, _FACILITIES, _CUSTOMERS = ["S1", "S2"], ["F1", "F2", "F3"], ["C1", "C2"]
_LEGS = {
    "in": [(s, f) for s in _SUPPLIERS for f in _FACILITIES],
    "between": [(f, g) for f in _FACILITIES for g in _FACILITIES if f != g],
    "out": [(f, c) for f in _FACILITIES for c in _CUSTOMERS],
}


def _can_serve(
    lanes: dict[tuple[str, str], int | None],
    supply: dict[str, int],
    throughput: dict[str, int | None],
    demand: dict[str, int],
) -> bool:
    def row(site: str, *, inward: float, outward: float) -> list[float]:
        return [inward * (d == site) + outward * (o == site) for o, d in lanes]

    equal = [row(site, inward=1, outward=0) for site in demand] + [row(f, inward=1, outward=-1) for f in throughput]
    most = [row(site, inward=0, outward=1) for site in (*supply, *throughput)]
    limits = [np.inf if limit is None else limit for limit in (*supply.values(), *throughput.values())]
    kept = [place for place, limit in enumerate(limits) if np.isfinite(limit)]
    result = linprog(
        np.zeros(len(lanes)),
        A_ub=np.array(most)[kept],
        b_ub=np.array(limits)[kept],
        A_eq=np.array(equal),
        b_eq=[*demand.values(), *(0 for _ in throughput)],
        bounds=[(0, limit) for limit in lanes.values()],
    )
    return bool(result.status == 0)
