"""Formulation: the mathematics of the model, from a network to a program; one family of constraints a module."""

from engine.formulation.build import Base, read_base
from engine.formulation.formulate import Formulation, formulate, formulate_base
from engine.formulation.lane_costs import LaneCosts, lane_costs

__all__ = ["Base", "Formulation", "LaneCosts", "formulate", "formulate_base", "lane_costs", "read_base"]
