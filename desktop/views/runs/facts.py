"""Facts about a run, in pairs of name and value: what was asked, how large it is, what computed it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.views.figures import figure
from desktop.views.runs.figures import NONE, duration, gap_text, moment
from engine.runs.record import RunRecord
from sync.whereabouts import host_of, server_of

Facts = tuple[tuple[str, str], ...]


def facts_of(record: RunRecord) -> Facts:
    """Everything by which a result can be made again and judged."""
    return (*_asked(record), *_size(record), *_made(record))


def _asked(record: RunRecord) -> Facts:
    options = record.options
    limit = _tr("none") if options.time_limit_s is None else duration(options.time_limit_s)
    return (
        (_tr("Gap asked for"), gap_text(options.gap)),
        (_tr("Time limit"), limit),
        (_tr("Threads"), str(options.threads)),
        (_tr("Seed"), str(options.seed)),
        (_tr("Solver"), record.versions.solver or options.solver),
    )


def _size(record: RunRecord) -> Facts:
    size = record.size
    if size is None:
        return ()
    return (
        (_tr("Columns"), figure(float(size.columns))),
        (_tr("of them whole"), figure(float(size.binaries))),
        (_tr("Rows"), figure(float(size.rows))),
        (_tr("Nonzeros"), figure(float(size.nonzeros))),
    )


def _made(record: RunRecord) -> Facts:
    checked = record.checked
    worst = None if checked is None else max(checked.max_violation, checked.cost_difference)
    return (
        (_tr("Check"), NONE if worst is None else _tr("largest deviation {x}").replace("{x}", f"{worst:.1e}")),
        (_tr("Input hash"), record.input_hash or NONE),
        (_tr("Run"), record.id),
        (_tr("Asked for"), moment(record.created)),
        (_tr("Begun"), moment(record.started)),
        (_tr("Ended"), moment(record.finished)),
        (_tr("Attempt"), str(record.attempt)),
        (_tr("Computed by"), host_of(server_of(record)) or record.lease.worker or NONE),
        (_tr("Application"), record.versions.application or NONE),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("runs", text)
