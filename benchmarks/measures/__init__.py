"""The measures, in the order in which they are taken and told."""

from benchmarks.measure import Measure
from benchmarks.measures import building, files, hard, optima, outbound, overhead, samples, stopping, user_script

MEASURES: tuple[Measure, ...] = (
    *optima.MEASURES,
    *samples.MEASURES,
    *outbound.MEASURES,
    *building.MEASURES,
    *overhead.MEASURES,
    *files.MEASURES,
    *stopping.MEASURES,
    *user_script.MEASURES,
    *hard.MEASURES,
)
