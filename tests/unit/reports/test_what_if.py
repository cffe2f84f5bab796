import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.compute.comparison_values import Against
from desktop.compute.what_if import forced, next_servers
from desktop.compute.what_if_values import ForcedSite, NextServers
from desktop.views.results.why_words import change_lines, verdict
from engine.changes import set_cells
from engine.errors import KnownError
from engine.runs.codec import from_plain
from sync.store import OpenMode, Project


def run_of(file: Path, scenario: str) -> str:
    with Project.open(file, OpenMode.READ) as project:
        return project.runs.latest(scenario).id


def forced_site(file: Path, scenario: str, facility: str, status: str) -> ForcedSite:
    answer = forced(str(file), run_of(file, scenario), facility, status, str(file.parent))
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    return from_plain(ForcedSite, answer)


@pytest.fixture(scope="module")
def south_open(solved_file) -> ForcedSite:
    """South forced open where that is dear."""
    return forced_site(solved_file, "Dear South", "South", "open")


def test_that_forcing_a_closed_site_open_tells_the_difference_by_bucket(south_open):
    difference = south_open.forced.objective - south_open.base.objective
    assert difference > 0
    assert sum(south_open.costs.values()) == pytest.approx(difference)
    assert south_open.costs["opening"] == pytest.approx(5000.0)
    # South brings Cy 10 and 100 units over a lane that is 8 cheaper.
    assert south_open.costs["transport"] == pytest.approx(-880.0)
    assert south_open.throughput == pytest.approx(110.0)


def test_that_the_verdict_names_the_rise_that_the_gaps_allow(south_open):
    assert south_open.against.certain
    assert verdict(south_open).startswith("Opening South costs more than it saves: the total rises by")
    least, most = (round(bound) for bound in (south_open.against.least, south_open.against.most))
    assert f"{least} to {most} EUR" in verdict(south_open).replace(",", "")


def test_that_a_verdict_within_the_gaps_says_that_nothing_is_proven(south_open):
    unclear = Against(least=-10.0, most=20.0, certain=False, width=30.0)
    assert "The gaps hide the answer" in verdict(replace(south_open, against=unclear))


def test_that_forcing_a_site_against_a_limit_says_that_it_has_to_be(solved_file):
    answer = forced_site(solved_file, "Baseline", "North", "closed")
    assert answer.forced.objective is not None
    assert "Without North the total rises" in verdict(answer)
    assert "Opens besides" not in " ".join(change_lines(answer))
    stamp = replace(answer.forced, objective=None, status="infeasible")
    assert verdict(replace(answer, forced=stamp)).startswith("It has to be: with North closed")


def test_that_a_stale_run_is_not_compared_with(own_file):
    with Project.open(own_file) as project:
        project.commit(set_cells(project.network(), "demand", [0], {"quantity": [120.0]}))
    with pytest.raises(KnownError) as told:
        forced(str(own_file), run_of(own_file, "Baseline"), "South", "open", str(own_file.parent))
    assert told.value.code == "run-stale"


def test_that_solving_ends_when_whoever_asked_has_gone(own_file, tmp_path):
    with pytest.raises(KnownError) as told:
        forced(str(own_file), run_of(own_file, "Baseline"), "South", "open", str(tmp_path / "gone"))
    assert told.value.code == "cancelled"


def test_that_nothing_is_stored_by_asking(own_file):
    def count() -> int:
        with Project.open(own_file, OpenMode.READ) as project:
            return len(project.runs.list())

    before = count()
    forced(str(own_file), run_of(own_file, "Baseline"), "South", "closed", str(own_file.parent))
    assert count() == before


def servers(file: Path, customer: str, period: str) -> dict[str, tuple]:
    found = from_plain(NextServers, next_servers(str(file), run_of(file, "Baseline"), customer, period))
    assert found.period == period
    return {server.site: server for server in found.servers}


def test_that_one_more_unit_from_elsewhere_costs_what_a_unit_costs_there_and_its_lane(solved_file):
    found = servers(solved_file, "Ada", "2028")
    # 2 to buy, 1 to the warehouse, 0.5 to handle, then 1 from North or 9 from South.
    assert found["North"].unit_cost == pytest.approx(4.5)
    assert found["North"].extra == pytest.approx(0.0)
    assert found["South"].unit_cost == pytest.approx(12.5)
    assert found["South"].extra == pytest.approx(8.0)
    assert found["South"].spare == pytest.approx(300.0)


def test_that_a_closed_site_has_no_cost_but_its_lane(solved_file):
    found = servers(solved_file, "Cy", "2027")
    assert not found["South"].is_open
    assert (found["South"].unit_cost, found["South"].extra, found["South"].spare) == (None, None, None)
    assert found["South"].lane_cost == pytest.approx(1.0)
    assert found["North"].flow == pytest.approx(10.0)


def test_that_an_unknown_customer_is_told(solved_file):
    with pytest.raises(KnownError, match="no customer North"):
        next_servers(str(solved_file), run_of(solved_file, "Baseline"), "North")
