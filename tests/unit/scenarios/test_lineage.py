import pandas as pd
import pytest

from engine.errors import KnownError
from engine.network import Network
from engine.scenarios import lineage, scenario_issues, scenario_names, scenario_tree


def tree(*pairs: tuple[str, str]) -> Network:
    return Network.of({"scenarios": pd.DataFrame(pairs, columns=["scenario", "parent"], dtype="str")})


def test_that_baseline_is_there_without_any_row():
    assert scenario_names(tree()) == ("Baseline",)
    assert lineage(tree(), "Baseline") == ("Baseline",)


def test_that_scenarios_stand_in_tree_order_with_their_depth():
    network = tree(("B", ""), ("A", "Baseline"), ("B2", "B"), ("Baseline", ""), ("B1", "B"), ("B2a", "B2"))

    assert [(node.name, node.parent, node.depth) for node in scenario_tree(network)] == [
        ("Baseline", "", 0),
        ("B", "Baseline", 1),
        ("B2", "B", 2),
        ("B2a", "B2", 3),
        ("B1", "B", 2),
        ("A", "Baseline", 1),
    ]


def test_that_a_scenario_builds_on_all_its_parents():
    assert lineage(tree(("B", ""), ("C", "B"), ("D", "C")), "D") == ("Baseline", "B", "C", "D")


def test_that_scenarios_in_a_circle_are_listed_all_the_same_and_refused():
    network = tree(("A", "B"), ("B", "A"), ("C", "A"), ("D", ""))

    assert scenario_names(network) == ("Baseline", "D", "A", "B", "C")
    with pytest.raises(KnownError, match="A → B → A") as caught:
        lineage(network, "C")
    assert caught.value.code == "scenario-circle"
    assert [(issue.rule, issue.key["scenario"]) for issue in scenario_issues(network)] == [
        ("scenario-circle", name) for name in "ABC"
    ]


def test_that_an_unknown_scenario_or_parent_is_refused_with_a_hint():
    network = tree(("Growth", "Grwth base"), ("Growth base", ""))

    with pytest.raises(KnownError, match="Did you mean: Growth base") as caught:
        lineage(network, "Growth bas")
    assert caught.value.code == "scenario-unknown"
    with pytest.raises(KnownError, match="Growth base") as caught:
        lineage(network, "Growth")
    assert caught.value.code == "scenario-parent-unknown"
    assert [issue.rule for issue in scenario_issues(network)] == ["scenario-parent-unknown"]


def test_that_baseline_must_have_neither_parent_nor_overrides():
    network = tree(("Baseline", "A"), ("A", "")).with_tables(
        {"overrides": pd.DataFrame({"scenario": ["Baseline", "Lost"], "order": [1.0, 1.0], "table": ["demand"] * 2})}
    )

    issues = scenario_issues(network)

    assert [issue.rule for issue in issues] == ["baseline-parent", "baseline-override", "override-scenario"]
    assert lineage(network, "A") == ("Baseline", "A")
