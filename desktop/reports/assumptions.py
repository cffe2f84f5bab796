"""The assumptions under which a result holds, one line each: settings, overrides, limits, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.reports.words import tr
from engine.network import Network
from engine.network.network import key_text
from engine.runs.record import RunRecord
from engine.scenarios import lineage, override_sentence, scenario_names
from engine.scenarios.override import overrides_of
from engine.schema import INPUT_TABLES, SETTINGS, input_table

_LIMITS = ("facility_limits", "flow_limits", "service_limits")
_MOST_LIMITS = 200


@dataclass(frozen=True, slots=True)
class Assumption:
    """One line of the list.

    Attributes:
        kind: What it belongs to: Setting, Scenario, Limit, Data or Run.
        item: Its name.
        value: What holds.
        meaning: What that means.
    """

    kind: str
    item: str
    value: str
    meaning: str


def assumptions_of(network: Network, inputs: Network, record: RunRecord) -> tuple[Assumption, ...]:
    """All of them in the order in which a reader asks.

    Args:
        network: The network of the project.
        inputs: The effective network of the run's scenario.
        record: The run.
    """
    return (
        *_settings(inputs),
        *_overrides(network, record.scenario),
        *_limits(inputs),
        *_data(inputs),
        *_asked(record),
    )


def _settings(inputs: Network) -> Iterator[Assumption]:
    given = set(inputs["settings"]["name"])
    for setting in SETTINGS:
        value = inputs.setting(setting.name)
        if value:
            rule = "" if setting.name in given else " " + tr("Not set in the model: the usual value.")
            yield Assumption(tr("Setting"), setting.name, value, setting.meaning + rule)


def _overrides(network: Network, scenario: str) -> Iterator[Assumption]:
    if scenario not in scenario_names(network):
        gone = tr("no longer in the project")
        yield Assumption(tr("Scenario"), scenario, gone, tr("Its overrides are not known any more."))
        return
    chain = lineage(network, scenario)
    order = tr("Overrides are laid on the Baseline in this order.")
    yield Assumption(tr("Scenario"), scenario, " ▸ ".join(chain), order)
    for override in overrides_of(network, chain[1:]):
        sentence = override_sentence(override)
        yield Assumption(tr("Scenario"), override.scenario, sentence, tr("Differs from the tables so."))


def _limits(inputs: Network) -> Iterator[Assumption]:
    for name in _LIMITS:
        table, frame = input_table(name), inputs[name]
        columns = [frame[column].head(_MOST_LIMITS).tolist() for column in table.column_names]
        for values in zip(*columns, strict=True):
            cells = {column: key_text(value) for column, value in zip(table.column_names, values, strict=True)}
            told = ", ".join(f"{column} = {text}" for column, text in cells.items() if text and column != "name")
            yield Assumption(tr("Limit"), cells["name"] or name, told, table.meaning)
        if len(frame) > _MOST_LIMITS:
            more = tr("{n} more rows", n=f"{len(frame) - _MOST_LIMITS:,}")
            yield Assumption(tr("Limit"), name, more, tr("They stand on the sheet of this table."))


def _data(inputs: Network) -> Iterator[Assumption]:
    for name, table in INPUT_TABLES.items():
        if len(inputs[name]):
            count = len(inputs[name])
            told = tr("{n} rows", n=f"{count:,}") if count > 1 else tr("1 row")
            yield Assumption(tr("Data"), name, told, table.meaning)


def _asked(record: RunRecord) -> Iterator[Assumption]:
    options = record.options
    run, solver = tr("Run"), record.versions.solver or options.solver
    gap, threads = f"{100 * options.gap:g} %", f"{options.seed}, {options.threads}"
    limit = tr("none") if options.time_limit_s is None else f"{options.time_limit_s:g} s"
    yield Assumption(run, tr("gap asked for"), gap, tr("The run may end when the gap is this small."))
    yield Assumption(run, tr("time limit"), limit, tr("The run ends then with the best solution it has."))
    yield Assumption(run, tr("solver"), solver, tr("What computed the result."))
    yield Assumption(run, tr("seed, threads"), threads, tr("Needed to get the same run again."))
