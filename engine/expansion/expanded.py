"""Expanded: what the tables of an effective network say, as arrays of integer codes and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion.facilities import Facilities, read_facilities
from engine.expansion.lanes import Lanes, Overlap, read_lanes
from engine.expansion.names import Names
from engine.expansion.periods import Periods, read_periods
from engine.expansion.quantities import (
    Bills,
    Demand,
    Inventory,
    Making,
    read_bills,
    read_demand,
    read_inventory,
    read_production,
    read_supply,
)
from engine.expansion.sites import Products, Sites, read_products, read_sites
from engine.expansion.steps import StepCost, read_steps
from engine.network import Network
from engine.network.groups import GroupIndex


@dataclass(frozen=True)
class Expanded:
    """An effective network as arrays; see the parts for their shapes.

    Attributes:
        network: The tables that were read.
        groups: Groups of the network.
        modes: Names of modes.
        mode_speed: Distance per hour of each mode, NaN where blank.
        mode_surcharge: Fuel surcharge share of each mode, 0 where blank.
        mode_co2: CO2 per weight and distance of each mode, 0 where blank.
    """

    network: Network
    groups: GroupIndex
    periods: Periods
    sites: Sites
    products: Products
    modes: Names
    mode_speed: NDArray[np.float64]
    mode_surcharge: NDArray[np.float64]
    mode_co2: NDArray[np.float64]
    facilities: Facilities
    lanes: Lanes
    overlap: Overlap
    demand: Demand
    supply: Making
    production: Making
    bills: Bills
    inventory: Inventory
    steps: Mapping[str, StepCost]


def expand(network: Network) -> Expanded:
    """Reads an effective network; rows that name unknown or excluded things give nothing (validation reports them).

    Raises:
        KnownError: The rows of lanes stand for more lanes than fit in memory.
        ValueError: A number setting holds something else (validation reports it).
    """
    groups = GroupIndex(network)
    periods = read_periods(network)
    sites, products = read_sites(network), read_products(network)
    modes = Names(network["modes"]["mode"])
    lanes, overlap = read_lanes(network, sites, products, modes, periods, groups)
    production = read_production(network, sites, products, periods)
    return Expanded(
        network=network,
        groups=groups,
        periods=periods,
        sites=sites,
        products=products,
        modes=modes,
        mode_speed=network["modes"]["speed"].to_numpy(dtype=float),
        mode_surcharge=np.nan_to_num(network["modes"]["fuel_surcharge_share"].to_numpy(dtype=float)),
        mode_co2=np.nan_to_num(network["modes"]["co2_per_weight_distance"].to_numpy(dtype=float)),
        facilities=read_facilities(network, sites, periods),
        lanes=lanes,
        overlap=overlap,
        demand=read_demand(network, sites, products, periods),
        supply=read_supply(network, sites, products, periods),
        production=production,
        bills=read_bills(network, sites, products, production),
        inventory=read_inventory(network, sites, products, periods),
        steps=read_steps(network),
    )
