"""Who serves whom in two runs, and which customers change hands."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

COLUMNS = ("customer", "before", "after", "moved", "quantity")
_LEAST_SHARE = 1e-6

Frames = Mapping[str, pd.DataFrame]


def changed_assignments(before: Frames, after: Frames) -> pd.DataFrame:
    """Customers whom other sites serve, or in other shares, in the second of two runs.

    Args:
        before: ``result_flows`` and ``result_facilities`` of the first run.
        after: The same of the second.

    Returns:
        ``customer``; ``before`` and ``after``: the sites that serve it with their shares in words; ``moved``: units
        of the second run that another site brings than did before; ``quantity``: all units of the second run.
        The largest shift stands first.
    """
    joined = _shares(before).merge(_shares(after), on=["customer", "site"], how="outer", suffixes=("_old", "_new"))
    joined = joined.fillna({"flow_old": 0.0, "flow_new": 0.0, "share_old": 0.0, "share_new": 0.0})
    gained = np.maximum(joined["share_new"] - joined["share_old"], 0.0)
    joined["gained"] = np.where(gained > _LEAST_SHARE, gained, 0.0)
    lost = np.maximum(joined["share_old"] - joined["share_new"], 0.0)
    joined["lost"] = np.where(lost > _LEAST_SHARE, lost, 0.0)
    sums = joined.groupby("customer", sort=False).agg({"gained": "sum", "lost": "sum", "flow_new": "sum"})
    changed = sums[(sums["gained"] > 0) | (sums["lost"] > 0)]
    rows = joined[joined["customer"].isin(changed.index)]
    table = pd.DataFrame(
        {
            "customer": changed.index.astype("str"),
            "before": _worded(rows, "share_old").reindex(changed.index).fillna("").to_numpy(),
            "after": _worded(rows, "share_new").reindex(changed.index).fillna("").to_numpy(),
            "moved": (changed["gained"] * changed["flow_new"]).to_numpy(dtype=float),
            "quantity": changed["flow_new"].to_numpy(dtype=float),
        }
    )
    return table.sort_values("moved", ascending=False, kind="stable", ignore_index=True)


def _shares(frames: Frames) -> pd.DataFrame:
    """customer, site, flow and share of the customer's units, over all products and periods."""
    flows = frames["result_flows"]
    reached = flows[~flows["destination"].isin(frames["result_facilities"]["facility"])]
    sums = reached.groupby(["destination", "origin"])["flow"].sum().reset_index()
    sums = sums.rename(columns={"destination": "customer", "origin": "site"})
    sums["share"] = sums["flow"] / sums.groupby("customer")["flow"].transform("sum")
    return sums


def _worded(rows: pd.DataFrame, share: str) -> pd.Series:
    """Customer → its sites, the largest share first; with shares where there are several."""
    used = rows[rows[share] > _LEAST_SHARE].sort_values(["customer", share], ascending=[True, False])
    alone = used.groupby("customer")["site"].transform("size") == 1
    percents = (100 * used[share]).round().astype(int).astype("str")
    words = used["site"].where(alone, used["site"] + " " + percents + " %")
    joined: pd.Series = words.groupby(used["customer"], sort=False).agg(", ".join)
    return joined
