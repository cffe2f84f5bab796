"""Scenarios: ordered overrides on the tables of a network, and what becomes of the tables under them."""

from engine.scenarios.effective import Effective, OverrideReport, effective, scenario_issues
from engine.scenarios.lineage import ScenarioNode, lineage, scenario_names, scenario_tree
from engine.scenarios.overlay import Effect, Overridden
from engine.scenarios.override import Action, Override, override_sentence
from engine.scenarios.parser import parse_where
from engine.scenarios.where import Operator, Term, Where

__all__ = [
    "Action",
    "Effect",
    "Effective",
    "Operator",
    "Overridden",
    "Override",
    "OverrideReport",
    "ScenarioNode",
    "Term",
    "Where",
    "effective",
    "lineage",
    "override_sentence",
    "parse_where",
    "scenario_issues",
    "scenario_names",
    "scenario_tree",
]
