"""Third-party instances as networks: sizes, sums, and the published optimum where another solver finds it quickly."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.instances import brunel, holmberg, orlib, pmed, spopt, textbook, tscflp, ufl
from benchmarks.instances.instance import Instance, folder
from benchmarks.reference import optimum
from engine.errors import BugError
from engine.issues import has_errors
from engine.network import Network
from engine.validation import validate

FOLDER = folder() or Path("absent")
pytestmark = pytest.mark.skipif(folder() is None, reason="the third-party instances are not on this machine")

QUICK: dict[str, Callable[[], Instance]] = {
    **{name: lambda name=name: textbook.instance(FOLDER / "textbook", name) for name in textbook.CONVERTERS},
    "cap41": lambda: orlib.capacitated(FOLDER / "orlib-cap", "cap41"),
    "cap44": lambda: orlib.capacitated(FOLDER / "orlib-cap", "cap44"),
    "cap101": lambda: orlib.capacitated(FOLDER / "orlib-cap", "cap101"),
    "cap41 uncapacitated": lambda: orlib.uncapacitated(FOLDER / "orlib-cap", "cap41"),
    "cap102 uncapacitated": lambda: orlib.uncapacitated(FOLDER / "orlib-cap", "cap102"),
    "pmed1": lambda: pmed.instance(FOLDER / "pmed", "pmed1"),
    "holmberg p1": lambda: holmberg.instance(FOLDER / "holmberg", "p1"),
    "holmberg p2": lambda: holmberg.instance(FOLDER / "holmberg", "p2"),
    "100.1": lambda: ufl.galvao_raggi(FOLDER / "ufl", "100.1"),
    "San Francisco": lambda: spopt.instance(FOLDER / "spopt-sf"),
}


def size(network: Network) -> tuple[int, int, int]:
    return len(network["facilities"]), len(network["customers"]), len(network["lanes"])


@pytest.mark.parametrize("name", QUICK)
def test_that_the_published_optimum_is_the_optimum_of_the_network(name: str) -> None:
    instance = QUICK[name]()

    assert instance.optimum is not None
    assert optimum(instance.network) == pytest.approx(instance.optimum, rel=instance.tolerance)


def test_that_every_capacitated_file_gives_the_size_of_its_head_and_the_costs_of_all_the_demand() -> None:
    for name in orlib.names(FOLDER / "orlib-cap"):
        instance = orlib.capacitated(FOLDER / "orlib-cap", name)
        stem, _, capacity = name.partition("-")
        file = orlib.parse(FOLDER / "orlib-cap" / f"{stem}.txt", float(capacity or 0))
        quantity = instance.network["demand"]["quantity"].to_numpy()
        costs = instance.network["lanes"]["unit_cost"].to_numpy().reshape(len(file.sites), -1) * quantity

        assert size(instance.network) == (len(file.sites), len(quantity), file.cost.size)
        assert np.allclose(costs.T, file.cost, rtol=1e-15, atol=0)
        assert quantity.sum() == (50886 if stem == "capa" else 58268)


def test_that_capa_needs_a_capacity_and_takes_each_of_the_four() -> None:
    with pytest.raises(BugError, match="capacity"):
        orlib.read(FOLDER / "orlib-cap" / "capa.txt")
    for capacity in orlib.SIZE_OF_CAPA:
        network = orlib.capacitated(FOLDER / "orlib-cap", f"capa-{capacity}").network
        assert set(network["facilities"]["max_throughput"]) == {float(capacity)}


def test_that_uncapacitated_lanes_carry_the_figures_of_the_file() -> None:
    network = orlib.uncapacitated(FOLDER / "orlib-cap", "cap71").network
    file = orlib.parse(FOLDER / "orlib-cap" / "cap71.txt")

    assert network["facilities"]["max_throughput"].isna().all()
    assert (network["lanes"]["unit_cost"].to_numpy() == file.cost.T.ravel()).all()


def test_that_files_which_differ_in_capacity_alone_are_one_uncapacitated_problem() -> None:
    distinct = list(orlib.distinct_uncapacitated(FOLDER / "orlib-cap"))
    optima = {orlib.uncapacitated(FOLDER / "orlib-cap", name).optimum for name in distinct}

    assert len(distinct) == len(optima) == 11


def test_that_every_p_median_file_gives_its_size_and_its_number_of_sites() -> None:
    for name in pmed.names(FOLDER / "pmed"):
        network = pmed.instance(FOLDER / "pmed", name).network
        n, _, count = (int(word) for word in (FOLDER / "pmed" / f"{name}.txt").read_text().split()[:3])
        limit = network["facility_limits"].iloc[0]

        assert size(network) == (n, n, n * n)
        assert (limit["min_open"], limit["max_open"], limit["group"]) == (count, count, "")


def test_that_the_last_of_repeated_edges_counts(tmp_path: Path) -> None:
    (tmp_path / "graph.txt").write_text("3 3 1\n1 2 5\n2 3 7\n2 1 9\n")

    assert pmed.read(tmp_path / "graph.txt").unit_cost.tolist() == [[0, 9, 16], [9, 0, 7], [16, 7, 0]]


def test_that_every_single_source_file_gives_its_size_and_whole_costs() -> None:
    for name in holmberg.names(FOLDER / "holmberg"):
        network = holmberg.instance(FOLDER / "holmberg", name).network
        m, n = (int(word) for word in (FOLDER / "holmberg" / name).read_text().split()[:2])
        quantity = np.tile(network["demand"]["quantity"].to_numpy(), m)
        costs = network["lanes"]["unit_cost"].to_numpy() * quantity

        assert size(network) == (m, n, m * n)
        assert np.allclose(costs, np.round(costs), rtol=0, atol=1e-9)
        assert set(network["customers"]["single_source"]) == {"customer"}


@pytest.mark.parametrize(("module", "part", "name"), [(orlib, "orlib-cap", "cap41.txt"), (holmberg, "holmberg", "p1")])
def test_that_a_file_with_a_figure_too_few_is_refused(module: object, part: str, name: str, tmp_path: Path) -> None:
    words = (FOLDER / part / name).read_text().split()
    (tmp_path / name).write_text(" ".join(words[:-1]))

    with pytest.raises(BugError, match="figures"):
        module.read(tmp_path / name)  # type: ignore[attr-defined]


def test_that_uncapacitated_library_files_give_their_size() -> None:
    for name in ufl.names(FOLDER / "ufl"):
        assert size(ufl.galvao_raggi(FOLDER / "ufl", name).network) == (100, 100, 10_000)
    for name in ufl.KOERKEL_GHOSH:
        assert size(ufl.koerkel_ghosh(FOLDER / "ufl", name).network) == (250, 250, 62_500)


def test_that_two_stage_files_give_plants_with_limited_production_and_depots_with_limited_throughput() -> None:
    for name in tscflp.names(FOLDER / "tscflp"):
        network = tscflp.instance(FOLDER / "tscflp", name).network
        capacity = network["facilities"].set_index("facility")["max_throughput"]

        assert size(network) == (150, 200, 50 * 100 + 100 * 200)
        assert capacity.notna().sum() == 100
        assert network["production"]["max_quantity"].sum() > network["demand"]["quantity"].sum()


def test_that_the_outbound_network_holds_every_order_and_only_lanes_that_its_data_allow() -> None:
    sheets = brunel.read(FOLDER / "brunel" / brunel.FILE)
    network = brunel.network(sheets)
    lanes = network["lanes"]
    own = lanes[lanes["origin"].str.contains(" of ")]
    pairs = set(zip(own["origin"].str.split(" of ").str[1], own["destination"].str.rpartition(" ")[0], strict=True))

    assert network["demand"]["quantity"].sum() == 9215
    assert network["facilities"]["max_throughput"].sum() == 5791
    assert pairs <= set(zip(sheets.vmi["plant"], sheets.vmi["customer"], strict=True))
    assert not lanes.duplicated(["origin", "destination", "product", "mode"]).any()
    assert set(network["production"]["product"]) == set(network["demand"]["product"])


def test_that_the_outbound_network_has_no_errors_and_excludes_plants_that_make_nothing() -> None:
    network = brunel.instance(FOLDER / "brunel").network
    facilities = network["facilities"]

    assert not has_errors(validate(network))
    assert set(facilities.loc[facilities["status"] == "exclude", "facility"]) == {"PLANT15", "PLANT17", "PLANT19"}


def test_that_an_order_is_never_cheaper_than_its_minimum_charge() -> None:
    sheets = brunel.read(FOLDER / "brunel" / brunel.FILE)
    lanes = brunel.network(sheets)["lanes"]
    charged = lanes[(lanes["product"] != "")]

    assert (charged["unit_cost"] >= sheets.rates["minimum_cost"].min()).all()
    assert set(charged["mode"].str.split().str[0]) <= set(sheets.rates["carrier"])
