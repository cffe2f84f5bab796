"""The measures, in the order in which they are taken and told."""

from benchmarks.measure import Measure
from benchmarks.measures import (
    building,
    desktop,
    desktop_map,
    desktop_tables,
    explaining,
    files,
    hard,
    optima,
    outbound,
    overhead,
    samples,
    serving,
    serving_cases,
    serving_hostile,
    serving_killed,
    stopping,
    uploads,
    user_script,
)

MEASURES: tuple[Measure, ...] = (
    *optima.MEASURES,
    *samples.MEASURES,
    *outbound.MEASURES,
    *building.MEASURES,
    *overhead.MEASURES,
    *files.MEASURES,
    *desktop.MEASURES,
    *desktop_tables.MEASURES,
    *desktop_map.MEASURES,
    *stopping.MEASURES,
    *explaining.MEASURES,
    *user_script.MEASURES,
    *serving.MEASURES,
    *serving_cases.MEASURES,
    *serving_hostile.MEASURES,
    *serving_killed.MEASURES,
    *uploads.MEASURES,
    *hard.MEASURES,
)
