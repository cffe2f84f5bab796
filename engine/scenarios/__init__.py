"""Scenarios: ordered overrides on the tables of a network, and what becomes of the tables under them."""

from engine.conditions.parser import parse_where
from engine.conditions.where import Operator, Term, Where
from engine.scenarios.effective import Effective, OverrideReport, effective, scenario_issues
from engine.scenarios.lineage import ScenarioNode, lineage, scenario_names, scenario_tree
from engine.scenarios.overlay import Effect, Overridden
from engine.scenarios.override import Action, Override, override_sentence

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
