"""What explanations say, in parts: cuts, values that work, time, refusals, and their plain form."""

from dataclasses import dataclass, field

import pandas as pd
import pytest

from engine.errors import KnownError
from engine.explain import Explanation, Outcome, explain, suggestion_change
from engine.explain.explanation import Change
from engine.explain.knobs import Kind, Knob
from engine.explain.wording import proof_sentence
from engine.explain.working import Setting
from engine.network import Network


def two_stage(**changes: list[dict[str, object]]) -> Network:
    """A supplier, a warehouse of 80 and two customers who want 100 together."""
    tables: dict[str, list[dict[str, object]]] = {
        "products": [{"product": "A"}],
        "suppliers": [{"supplier": "S"}],
        "facilities": [{"facility": "W", "kind": "warehouse", "state": "existing", "max_throughput": 80}],
        "customers": [{"customer": "C"}, {"customer": "D"}],
        "supply": [{"supplier": "S", "product": "A", "unit_cost": 1}],
        "demand": [
            {"customer": "C", "product": "A", "quantity": 60},
            {"customer": "D", "product": "A", "quantity": 40},
        ],
        "lanes": [
            {"origin": "S", "destination": "W", "unit_cost": 1},
            {"origin": "W", "destination": "C", "unit_cost": 1},
            {"origin": "W", "destination": "D", "unit_cost": 1},
        ],
    }
    return Network.of({name: pd.DataFrame(rows) for name, rows in (tables | changes).items()})


@dataclass
class Impatient:
    """Stops the search in a phase, and keeps what it was told."""

    phase_to_stop: str
    told: list[Explanation] = field(default_factory=list)
    stopped: bool = False

    def phase(self, name: str) -> None:
        self.stopped = self.stopped or name == self.phase_to_stop

    def known(self, explanation: Explanation) -> None:
        self.told.append(explanation)

    def cancelled(self) -> bool:
        return self.stopped


def test_that_the_cut_tells_who_must_get_what_how_much_can_come_and_which_cell_limits_it() -> None:
    cut = explain(two_stage()).causes[0]
    assert cut.rule == "cut"
    told, limits = cut.sentence.split("; ")
    assert told == "The 2 customers C, D must get 100 of A and can receive at most 80"
    assert limits == "limited by max_throughput of facilities (W) 80."


def test_that_the_smallest_value_that_works_is_suggested() -> None:
    change = explain(two_stage()).changes[0]
    assert (change.table, change.key, change.column) == ("facilities", {"facility": "W"}, "max_throughput")
    assert (change.value, change.works) == ("80", "100")
    assert change.sentence == "Raise max_throughput of facilities (W) from 80 to 100."


def test_that_ways_share_no_cell_and_shorter_ones_come_first() -> None:
    changes = explain(two_stage()).changes
    cells = [(change.table, tuple(change.key.items()), change.column) for change in changes]
    assert len(cells) == len(set(cells)) <= 8
    counts = [sum(change.way == way for change in changes) for way in sorted({change.way for change in changes})]
    assert counts == sorted(counts)


def test_that_a_search_that_is_stopped_tells_what_its_structure_says() -> None:
    follower = Impatient("build")
    explanation = explain(two_stage(), follower=follower)
    assert explanation.outcome is Outcome.UNEXPLAINED
    assert explanation.causes
    assert follower.told[-1].causes == explanation.causes


def test_that_errors_of_cells_are_handed_back_instead() -> None:
    wrong = two_stage(supply=[{"supplier": "Nobody", "product": "A", "unit_cost": 1}])
    explanation = explain(wrong)
    assert explanation.outcome is Outcome.INVALID
    assert "reference-unknown" in {issue.rule for issue in explanation.issues}
    assert not explanation.changes


def test_that_an_explanation_comes_back_from_its_plain_form() -> None:
    for network in (two_stage(), two_stage(supply=[{"supplier": "Nobody", "product": "A", "unit_cost": 1}])):
        explanation = explain(network)
        assert Explanation.from_dict(explanation.to_dict()) == explanation


def test_that_a_plain_form_that_is_none_is_refused() -> None:
    data = explain(two_stage()).to_dict()
    with pytest.raises(KeyError):
        Explanation.from_dict({name: value for name, value in data.items() if name != "causes"})
    with pytest.raises(TypeError):
        Explanation.from_dict({**data, "issues": "none"})
    with pytest.raises(ValueError, match="perhaps"):
        Explanation.from_dict({**data, "outcome": "perhaps"})


def test_that_a_suggestion_needs_a_scenario_to_go_to_and_changes_to_make() -> None:
    network = two_stage()
    explanation = explain(network)
    with pytest.raises(KnownError) as refused:
        suggestion_change(network, "Baseline", explanation)
    assert refused.value.code == "explain-baseline"
    with pytest.raises(KnownError) as refused:
        suggestion_change(network, "Baseline", explanation, new="Mended", way=99)
    assert refused.value.code == "explain-no-way"


def test_that_overrides_of_a_suggestion_come_after_those_of_its_scenario() -> None:
    override = {"scenario": "Growth", "order": 30, "table": "demand", "action": "multiply", "value": "2"}
    network = two_stage(
        scenarios=[{"scenario": "Growth", "parent": ""}],
        overrides=[{**override, "column": "quantity", "where": ""}],
    )
    change = suggestion_change(network, "Growth", explain(two_stage()))
    assert change.tables["overrides"].inserted["order"].tolist() == [40.0]


def capped(max_open: int, *, sizes: list[int], wanted: list[int]) -> Network:
    """Candidates of given sizes of which few may open, and customers that any of them can serve."""
    sites = [f"W{number}" for number in range(len(sizes))]
    customers = [f"C{number}" for number in range(len(wanted))]
    return two_stage(
        facilities=[
            {"facility": site, "kind": "warehouse", "state": "candidate", "max_throughput": size, "fixed_cost": 1}
            for site, size in zip(sites, sizes, strict=True)
        ],
        customers=[{"customer": customer, "single_source": "customer"} for customer in customers],
        demand=[
            {"customer": customer, "product": "A", "quantity": quantity}
            for customer, quantity in zip(customers, wanted, strict=True)
        ],
        groups=[{"group": "DCs", "member": site} for site in sites],
        lanes=[
            {"origin": "S", "destination": "DCs", "unit_cost": 1},
            *({"origin": "DCs", "destination": customer, "unit_cost": 1} for customer in customers),
        ],
        facility_limits=[{"name": "Few", "max_open": max_open}],
    )


def count_change(explanation: Explanation) -> Change:
    found = [change for change in explanation.changes if change.table == "facility_limits"]
    assert found, explanation.sentences()
    return found[0]


def test_that_the_smallest_number_of_facilities_that_works_is_suggested_and_said_to_be_it() -> None:
    # 600 fit into six sites of 100, yet each takes only one customer of 60: ten customers need ten sites.
    network = capped(3, sizes=[100] * 14, wanted=[60] * 10)
    change = count_change(explain(network))
    assert (change.value, change.works) == ("3", "10")
    assert change.proof == "Less than 10 does not work."


def test_that_no_smaller_number_than_the_suggested_one_has_a_solution() -> None:
    sizes, wanted = [170, 140, 120, 90, 90, 70, 60, 50], [37, 61, 23, 55, 48, 31, 44, 52, 29]
    works = int(count_change(explain(capped(1, sizes=sizes, wanted=wanted))).works)
    assert explain(capped(works, sizes=sizes, wanted=wanted)).outcome is Outcome.FEASIBLE
    assert explain(capped(works - 1, sizes=sizes, wanted=wanted)).outcome is Outcome.EXPLAINED


def test_that_the_least_value_is_told_where_the_suggestion_is_rounded() -> None:
    network = two_stage(
        demand=[
            {"customer": "C", "product": "A", "quantity": 60_111},
            {"customer": "D", "product": "A", "quantity": 40_222},
        ]
    )
    change = next(change for change in explain(network).changes if change.column == "max_throughput")
    assert change.works == "101000"
    assert change.proof == "At least 100,333 is needed; the value is rounded."


def test_that_a_smaller_number_that_was_not_looked_for_to_the_end_is_said_to_be_undecided() -> None:
    knob = Knob("facility_limits", "max_open", 0, Kind.COUNT_UP)
    setting = Setting(knob, "3", 18.0)
    told = "At least 11 is needed; whether less than 18 works was not decided in time."
    assert proof_sentence(setting, 7.2, tightened=True) == told
    assert proof_sentence(setting, None, tightened=True) == "Whether a smaller change works was not decided in time."
    assert proof_sentence(setting, None, tightened=False) == ""
    fewer = Setting(Knob("facility_limits", "min_open", 0, Kind.COUNT_DOWN), "9", 4.0)
    assert proof_sentence(fewer, 5.0, tightened=True) == "More than 4 does not work."
