"""What reading one column gives: values, and findings about the cells that gave none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.issues import Severity

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule and all cells of a column that it is about.

    Attributes:
        rule: Code of the rule.
        severity: An error keeps the cell's row out.
        message: One sentence; ``{value}`` stands for the cell as it is written.
        rows: Rows of the cells within the column, counted from 0; none for a finding about the column as a whole.
    """

    rule: str
    severity: Severity
    message: str
    rows: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """Values of n cells in the form of the network's frames, and what was found on the way.

    Attributes:
        values: float64 with NaN for a blank, or ``str`` with "" for a blank; object for costs with names.
        findings: What the user has to know about single cells.
    """

    values: pd.Series
    findings: list[Finding] = field(default_factory=list)
