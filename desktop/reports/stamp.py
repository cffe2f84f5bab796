"""The run stamp of a report: every fact that is needed to trust and to repeat a result."""

from __future__ import annotations

from desktop.reports.content import ReportContent

Fact = tuple[str, str | float]


def stamp_facts(content: ReportContent) -> list[Fact]:
    """Names and values; numbers stay numbers."""
    record, stamp = content.record, content.summary.stamp
    facts: list[Fact] = [
        ("Project", content.project),
        ("Scenario", record.scenario),
        ("Run", record.id),
        ("Status", record.status.value),
        ("Objective", record.objective if record.objective is not None else ""),
        ("Bound", record.bound if record.bound is not None else "none"),
        ("Gap, share", record.gap if record.gap is not None else "none"),
        ("Sense", "maximise" if record.sense == "max" else "minimise"),
        ("Input hash", record.input_hash),
        ("Input edited since", "yes: the inputs in this report are those of now" if content.is_stale else "no"),
        ("Checked", _checked(content)),
        ("Started", record.started),
        ("Finished", record.finished),
        ("Seconds in total", stamp.seconds),
        ("Gap asked for, share", record.options.gap),
        ("Time limit, s", record.options.time_limit_s if record.options.time_limit_s is not None else "none"),
        ("Threads", float(record.options.threads)),
        ("Seed", float(record.options.seed)),
        ("Application", record.versions.application),
        ("Solver", record.versions.solver),
        ("Python", record.versions.python),
    ]
    if record.size is not None:
        facts += [
            ("Columns", float(record.size.columns)),
            ("Rows", float(record.size.rows)),
            ("Nonzeros", float(record.size.nonzeros)),
            ("Binaries", float(record.size.binaries)),
        ]
    facts += [(f"Note {number}", note) for number, note in enumerate(record.notes, 1)]
    return [*facts, ("Report made", content.made)]


def stamp_line(content: ReportContent) -> str:
    """The stamp in one line, as it stands at the foot of every page."""
    record = content.record
    gap = "no bound" if record.gap is None else f"gap {100 * record.gap:.2f} %"
    checked = {True: "checked ✓", False: "check NOT passed", None: "not checked"}[content.summary.stamp.holds]
    objective = "" if record.objective is None else f"{record.objective:,.0f} {_unit(content)}".strip()
    parts = [record.scenario, record.status.value, objective, gap, checked, f"hash {record.input_hash[:8]}…"]
    stale = ["STALE: input edited since"] if content.is_stale else []
    return " · ".join([*parts, f"run {record.id}", *stale])


def _unit(content: ReportContent) -> str:
    return content.summary.units["currency"] if content.summary.stamp.is_money else ""


def _checked(content: ReportContent) -> str:
    stamp = content.summary.stamp
    if stamp.holds is None:
        return "no"
    said = "every constraint and every cost holds" if stamp.holds else "NOT PASSED"
    return (
        f"{said}; largest violation {stamp.max_violation:.2g}, largest difference of a cost {stamp.cost_difference:.2g}"
    )
