import dataclasses
from pathlib import Path

import pandas as pd
import pandas.testing as pdt
import pytest

from engine.changes import Counts, apply
from engine.errors import KnownError
from engine.io.importing import ImportResult, import_source
from engine.io.profile import MappingProfile, SheetMapping
from engine.network import Network, Source
from engine.runs.importing import import_change, next_source


@pytest.fixture
def network() -> Network:
    products = pd.DataFrame(
        {
            "product": ["Water", "Juice"],
            "unit_weight": [1.0, 1.1],
            "unit_value": [0.8, 2.0],
            "_source": 3.0,
            "_row": 2.0,
        }
    )
    return Network.of({"products": products}, {3: Source("first.xlsx", "products", {"product": "A"})})


def read(folder: Path, network: Network, profile: MappingProfile | None = None, **files: str) -> ImportResult:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return import_source(folder, profile, first_source=next_source(network))


def test_that_rows_with_new_keys_are_inserted_with_their_source(tmp_path: Path, network: Network) -> None:
    change = import_change(network, read(tmp_path, network, products="product,unit_weight\nTea,0.2\n"))
    after = apply(network, change)
    assert after["products"]["product"].tolist() == ["Water", "Juice", "Tea"]
    assert after.cell_source("products", 2, "unit_weight") == "products.csv!B2"
    assert after.cell_source("products", 0) == "first.xlsx!products!row 2"


def test_that_importing_the_same_rows_again_changes_nothing(tmp_path: Path, network: Network) -> None:
    text = "product,unit_weight,unit_value\nJuice,1.1,2\nWater,1,0.8\n"
    change = import_change(network, read(tmp_path, network, products=text))
    assert change.is_empty()
    assert not change.sources


def test_that_another_value_for_a_key_that_exists_is_refused_and_named(tmp_path: Path, network: Network) -> None:
    found = read(tmp_path, network, products="product,unit_weight\nWater,1.5\nTea,0.2\n")
    with pytest.raises(KnownError) as told:
        import_change(network, found)
    assert (told.value.code, told.value.where) == ("import-key-exists", "products[Water]")
    assert "--upsert" in told.value.what_to_do


def test_that_an_upsert_gives_new_values_and_keeps_columns_that_the_source_lacks(
    tmp_path: Path, network: Network
) -> None:
    found = read(tmp_path, network, products="product,unit_weight\nWater,1.5\nJuice,1.1\nTea,0.2\n")
    change = import_change(network, found, upsert=True)
    counts = change.counts()["products"]
    assert (counts.inserted, counts.updated, counts.deleted) == (1, 1, 0)
    after = apply(network, change)["products"].set_index("product")
    assert after["unit_weight"].to_dict() == {"Water": 1.5, "Juice": 1.1, "Tea": 0.2}
    assert after["unit_value"].fillna(-1).to_dict() == {"Water": 0.8, "Juice": 2.0, "Tea": -1}
    assert after["_source"].to_dict() == {"Water": 4.0, "Juice": 3.0, "Tea": 4.0}


def test_that_an_upsert_of_a_blank_cell_blanks_it(tmp_path: Path, network: Network) -> None:
    found = read(tmp_path, network, products="product,unit_weight\nWater,\n")
    after = apply(network, import_change(network, found, upsert=True))
    assert after["products"]["unit_weight"].isna().tolist() == [True, False]


def test_that_a_constant_of_the_profile_counts_as_given(tmp_path: Path, network: Network) -> None:
    profile = MappingProfile((SheetMapping("goods", "products", {"name": "product"}, {"unit_value": "5"}),))
    found = read(tmp_path, network, profile, goods="name\nWater\n")
    after = apply(network, import_change(network, found, upsert=True, profile=profile))["products"]
    assert after["unit_value"].tolist() == [5.0, 2.0]
    assert after["unit_weight"].tolist() == [1.0, 1.1]


def test_that_one_error_keeps_everything_out(tmp_path: Path, network: Network) -> None:
    found = read(tmp_path, network, products="product,unit_weight\nTea,heavy\nMilk,1\n")
    with pytest.raises(KnownError) as told:
        import_change(network, found, upsert=True)
    assert told.value.code == "import-has-errors"


def test_that_sources_of_tables_that_do_not_change_are_not_kept(tmp_path: Path, network: Network) -> None:
    found = read(tmp_path, network, products="product,unit_weight\nWater,1\n", modes="mode,speed\nroad,60\n")
    change = import_change(network, found)
    assert [source.file for source in change.sources.values()] == ["modes.csv"]


def test_that_an_upsert_leaves_the_given_network_as_it_was(tmp_path: Path, network: Network) -> None:
    before = network["products"].copy()
    found = read(tmp_path, network, products="product,unit_weight\nWater,1.5\n")
    import_change(network, found, upsert=True)
    pdt.assert_frame_equal(network["products"], before)
    assert dataclasses.is_dataclass(found)


def test_that_replacing_deletes_the_rows_that_the_source_does_not_have(tmp_path: Path, network: Network) -> None:
    text = "product,unit_weight\nTea,0.2\nWater,3\n"
    change = import_change(network, read(tmp_path, network, products=text), replace=True)
    assert change.counts()["products"] == Counts(inserted=1, updated=1, deleted=1)
    assert sorted(apply(network, change)["products"]["product"]) == ["Tea", "Water"]
