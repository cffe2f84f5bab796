"""Why a scenario has no solution, found in yet another process that can be stopped with what it knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psutil

from desktop.compute.stored import stored_network
from desktop.compute.watched import Watched
from engine.explain import Explanation
from engine.runs.events import Event, PhaseStarted, Progressed
from engine.runs.explaining import ExplainRun
from engine.runs.limits import RunLimits

_MEMORY_SHARE = 0.8


def explain(project: str, scenario: str, time_limit_s: float, folder: str) -> dict[str, Any]:
    """Explains why a scenario has no solution.

    Args:
        project: Path of the project file.
        scenario: Name of the scenario.
        time_limit_s: Seconds for the search.
        folder: Where progress is told; a file ``stop`` there ends the search, which then tells what is known.

    Returns:
        ``outcome``, ``message``, ``causes``, ``issues`` and ``seconds`` as an `Explanation` has them; ``ways``: changes
        and overrides of each way.

    Raises:
        KnownError: There is no such scenario, or the search failed before anything was known.
    """
    watched = Watched(Path(folder))
    watched.tell("Reading the project")
    network = stored_network(project)
    limits = RunLimits(memory_bytes=int(_MEMORY_SHARE * psutil.virtual_memory().total))
    run = ExplainRun(network, scenario, time_limit_s, limits)
    with watched.stopping(run.cancel):
        for event in run.run():
            _tell(watched, event)
    found = run.explanation
    data = found.to_dict()
    return {
        **{name: data[name] for name in ("outcome", "message", "causes", "issues", "seconds")},
        "ways": _ways(found),
    }


def _tell(watched: Watched, event: Event) -> None:
    match event:
        case PhaseStarted(phase="read"):
            watched.tell("Looking for contradictions")
        case Progressed(text=text):
            watched.tell(text[:1].upper() + text[1:])


def _ways(found: Explanation) -> list[dict[str, Any]]:
    data = found.to_dict()["changes"]
    assert isinstance(data, list)
    ways = []
    for number in sorted({change.way for change in found.changes}):
        own = [change for change in found.changes if change.way == number]
        ways.append(
            {
                "changes": [entry for entry in data if entry["way"] == number],
                "overrides": [dict(change.override) for change in own],
            }
        )
    return ways
