"""The run stamp of a report: every fact that is needed to trust and to repeat a result."""

from __future__ import annotations

from desktop.reports.content import ReportContent
from desktop.reports.words import tr
from desktop.views.results.words import status_name

Fact = tuple[str, str | float]


def stamp_facts(content: ReportContent) -> list[Fact]:
    """Names and values; numbers stay numbers."""
    record, stamp = content.record, content.summary.stamp
    edited = tr("yes: the inputs in this report are those of now")
    facts: list[Fact] = [
        (tr("Project"), content.project),
        (tr("Scenario"), record.scenario),
        (tr("Run"), record.id),
        (tr("Status"), status_name(record.status.value)),
        (tr("Objective"), record.objective if record.objective is not None else ""),
        (tr("Bound"), record.bound if record.bound is not None else tr("none")),
        (tr("Gap, share"), record.gap if record.gap is not None else tr("none")),
        (tr("Sense"), tr("maximise") if record.sense == "max" else tr("minimise")),
        (tr("Input hash"), record.input_hash),
        (tr("Input edited since"), edited if content.is_stale else tr("no")),
        (tr("Checked"), checked_words(content)),
        (tr("Started"), record.started),
        (tr("Finished"), record.finished),
        (tr("Seconds in total"), stamp.seconds),
        (tr("Gap asked for, share"), record.options.gap),
        (tr("Time limit, s"), record.options.time_limit_s if record.options.time_limit_s is not None else tr("none")),
        (tr("Threads"), float(record.options.threads)),
        (tr("Seed"), float(record.options.seed)),
        (tr("Application"), record.versions.application),
        (tr("Solver"), record.versions.solver),
        (tr("Python"), record.versions.python),
    ]
    if record.size is not None:
        facts += [
            (tr("Columns"), float(record.size.columns)),
            (tr("Rows"), float(record.size.rows)),
            (tr("Nonzeros"), float(record.size.nonzeros)),
            (tr("Binaries"), float(record.size.binaries)),
        ]
    facts += [(tr("Note {n}", n=str(number)), note) for number, note in enumerate(record.notes, 1)]
    return [*facts, (tr("Report made"), content.made)]


def stamp_line(content: ReportContent) -> str:
    """The stamp in one line, as it stands at the foot of every page."""
    record = content.record
    gap = tr("no bound") if record.gap is None else tr("gap {share} %", share=f"{100 * record.gap:.2f}")
    checked = {True: tr("checked ✓"), False: tr("check NOT passed"), None: tr("not checked")}[
        content.summary.stamp.holds
    ]
    objective = "" if record.objective is None else f"{record.objective:,.0f} {_unit(content)}".strip()
    status, digest = status_name(record.status.value), tr("hash {hash}", hash=f"{record.input_hash[:8]}…")
    parts = [record.scenario, status, objective, gap, checked, digest, tr("run {id}", id=record.id)]
    return " · ".join([*parts, *([tr("STALE: input edited since")] if content.is_stale else [])])


def _unit(content: ReportContent) -> str:
    return content.summary.units["currency"] if content.summary.stamp.is_money else content.summary.stamp.unit


def checked_words(content: ReportContent) -> str:
    """What the independent check found, in a sentence."""
    stamp = content.summary.stamp
    if stamp.holds is None:
        return tr("no")
    said = tr("every constraint and every cost holds") if stamp.holds else tr("NOT PASSED")
    return tr(
        "{said}; largest violation {violation}, largest difference of a cost {difference}",
        said=said,
        violation=f"{stamp.max_violation:.2g}",
        difference=f"{stamp.cost_difference:.2g}",
    )
