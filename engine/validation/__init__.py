"""Validation: rules on a network, and the issues where it breaks them."""

from engine.validation.check import validate
from engine.validation.registry import RULES, THEMES
from engine.validation.rule import Finding, Rule, Stage, Theme

__all__ = ["RULES", "THEMES", "Finding", "Rule", "Stage", "Theme", "validate"]
