"""The runner of measures: choosing them, keeping what they gave, memory of a process."""

import sys
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import GROUPS, chosen, main, parse
from benchmarks.instances.generate import Shape, network
from benchmarks.isolated import isolated, watched
from benchmarks.measure import Measure, Reading, SkipError, third_party
from benchmarks.measures import MEASURES
from benchmarks.measures.user_script import script
from benchmarks.record import entry, keep
from engine.runs.record import SolveOptions
from engine.runs.solve import solve_network

SMALL = Shape(plants=2, warehouses=6, customers=20, nearest=4, products=2)


def measure(name: str, value: str = "1 s") -> Measure:
    return Measure("group", name, "≤ 2 s", lambda _: Reading(value, passed=True))


def test_that_every_measure_has_a_name_of_its_own_in_its_group() -> None:
    names = [(found.group, found.name) for found in MEASURES]

    assert len(set(names)) == len(names)
    assert set(GROUPS) == {
        "optima",
        "samples",
        "outbound",
        "build",
        "overhead",
        "files",
        "desktop",
        "tables",
        "cancel",
        "explain",
        "script",
        "server",
        "hard",
    }


def test_that_groups_and_a_text_pick_measures() -> None:
    hard = chosen(parse(["hard", "--only", "PMED1"]))

    assert [found.name for found in hard] == [f"pmed{number}" for number in range(11, 20)]
    assert {found.group for found in chosen(parse(["--only", "pmed11"]))} == {"hard"}


def test_that_sets_that_take_long_are_taken_when_they_are_named_or_all_is_asked_for() -> None:
    usual = {found.group for found in chosen(parse([]))}

    assert set(GROUPS) - usual == {"script", "server", "hard"}
    assert len(chosen(parse(["--all"]))) == len(MEASURES)
    assert {found.group for found in chosen(parse(["script"]))} == {"script"}


def test_that_an_unknown_group_is_refused_and_a_text_of_no_measure_gives_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        parse(["engine"])
    assert "optima" in capsys.readouterr().err
    assert main(["--only", "nothing has this name"]) == 2


def test_that_a_measure_taken_again_replaces_its_row_and_the_others_stay(tmp_path: Path) -> None:
    first, second = measure("first"), measure("second")
    readings = {"first": Reading("1 s", passed=True), "second": Reading("2 s", passed=False)}
    order = (second, first)
    keep([entry(found, readings[found.name]) for found in (first, second)], order, tmp_path)
    keep([entry(first, Reading("3 s", passed=None))], order, tmp_path)

    rows = [line for line in (tmp_path / "RESULTS.md").read_text("utf-8").splitlines() if line.startswith("| group |")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1:]]
    assert [row[1:5] for row in cells] == [["second", "≤ 2 s", "2 s", "**missed**"], ["first", "≤ 2 s", "3 s", "told"]]


def test_that_a_measure_that_no_longer_exists_leaves_the_page(tmp_path: Path) -> None:
    old, new = measure("old"), measure("new")
    keep([entry(old, Reading("1 s", passed=True))], [old], tmp_path)
    keep([entry(new, Reading("1 s", passed=True))], [new], tmp_path)

    assert "| old |" not in (tmp_path / "RESULTS.md").read_text("utf-8")


def test_that_absent_instances_skip_a_measure_with_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NETWORX_BENCHMARKS", str(tmp_path))

    with pytest.raises(SkipError, match="NETWORX_BENCHMARKS"):
        third_party("pmed")


def test_that_a_process_of_its_own_gives_the_answer_and_the_memory_it_took() -> None:
    answer, small = isolated(len, "four")
    _, large = isolated(np.ones, 200 * 2**17)

    assert answer == 4
    assert large - small > 190 * 2**20


def test_that_a_watched_command_gives_its_end_its_output_and_its_memory() -> None:
    ended = watched([sys.executable, "-c", "block = bytes(range(256)) * 2**19; print(len(block)); raise SystemExit(3)"])

    assert (ended.code, ended.output.strip()) == (3, str(2**27))
    assert ended.peak > 2**26
    assert ended.seconds > 0


def test_that_a_process_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(TimeoutError):
        isolated(time.sleep, 60, limit_s=0.5)


def test_that_the_script_and_the_product_find_the_same_cost() -> None:
    _, _, theirs = script(SMALL, 60.0)
    ours = solve_network(network(SMALL), SolveOptions(gap=1e-6)).objective

    assert theirs == pytest.approx(ours, rel=2e-3)
