"""Groups expanded to what they hold: nested groups, cycles, members."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from engine.network.network import Network


class GroupIndex:
    """What each group holds, through any depth of nesting; computed once, then read.

    A name that stands in column ``group`` is a group wherever it appears as a member. Groups that hold each other
    in a circle share their members; ``cycles`` names them, so that validation can refuse the model.
    """

    def __init__(self, network: Network) -> None:
        rows = network["groups"]
        self._rows = rows.loc[(rows["group"] != "") & (rows["member"] != ""), ["group", "member"]].drop_duplicates()
        self.names: frozenset[str] = frozenset(self._rows["group"].unique())
        self._members: dict[str, np.ndarray] = {}

    def is_group(self, name: str) -> bool:
        """Whether the name is that of a group."""
        return name in self.names

    def are_groups(self, names: pd.Series) -> np.ndarray:
        """Which of n names are groups, as n booleans."""
        return names.isin(self.names).to_numpy(dtype=bool)

    def members(self, group: str) -> np.ndarray:
        """Sorted names of everything in a group that is no group itself; an object array without repetition.

        Raises:
            KeyError: There is no such group.
        """
        if group not in self._by_group:
            if group not in self.names:
                raise KeyError(group)
            return np.empty(0, dtype=object)
        if group not in self._members:
            names = self.pairs["member"].iloc[self._by_group[group]]
            self._members[group] = np.sort(names.to_numpy(dtype=object))
        return self._members[group]

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Every (group, member) with members that are no groups; columns ``group`` and ``member``, no repetition."""
        single = self._rows[~self.are_groups(self._rows["member"])]
        inner = self._reach.merge(single, left_on="member", right_on="group", suffixes=("", "_inner"))
        nested = inner[["group", "member_inner"]].rename(columns={"member_inner": "member"})
        return pd.concat([single, nested], ignore_index=True).drop_duplicates(ignore_index=True)

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Groups that contain themselves, gathered by circle; sorted names in each, empty where all is well."""
        reach = self._reach
        caught = set(reach.loc[reach["group"] == reach["member"], "group"])
        inside = reach[reach["group"].isin(caught) & reach["member"].isin(caught)]
        links = set(zip(inside["group"], inside["member"], strict=True))
        circles = {tuple(sorted(b for b in caught if (a, b) in links and (b, a) in links)) for a in caught}
        return tuple(sorted(circles))

    @cached_property
    def _reach(self) -> pd.DataFrame:
        """Every (group, group within it), through any depth: the transitive closure, one step of depth a round."""
        step = self._rows[self.are_groups(self._rows["member"])].reset_index(drop=True)
        reach = newest = step
        while len(newest):
            deeper = newest.merge(step, left_on="member", right_on="group", suffixes=("", "_step"))
            deeper = deeper[["group", "member_step"]].rename(columns={"member_step": "member"}).drop_duplicates()
            together = pd.concat([reach, deeper], ignore_index=True)
            fresh = ~together.duplicated().to_numpy()
            newest = together[fresh & (np.arange(len(together)) >= len(reach))]
            reach = together[fresh]
        return reach

    @cached_property
    def _by_group(self) -> dict[str, np.ndarray]:
        return {str(name): np.asarray(rows) for name, rows in self.pairs.groupby("group").indices.items()}
