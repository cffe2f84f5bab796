import time
from pathlib import Path

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest

from engine.errors import KnownError
from engine.network import Network, Source
from engine.network.digest import network_hash
from engine.runs.incumbent import Incumbent, IncumbentWriter, read_incumbent, write_incumbent
from engine.runs.snapshot import pack_tables, read_network, table_names, unpack_table, write_network, write_tables


@pytest.fixture
def network() -> Network:
    products = pd.DataFrame({"product": ["Wasser", "Saft ü", "☃"], "unit_weight": [1.0, np.nan, 0.1]})
    lanes = pd.DataFrame(
        {"origin": ["A", "B"], "destination": ["C", ""], "unit_cost": [1.5, "tariff"], "_source": [7.0, np.nan]}
    )
    return Network.of({"products": products, "lanes": lanes}, {7: Source("in.xlsx", "lanes", {"unit_cost": "D"})})


def test_that_a_frozen_network_comes_back_with_all_it_had(network: Network, tmp_path: Path) -> None:
    path = tmp_path / "input.snapshot"
    digest = write_network(network, path)
    back, told = read_network(path)
    assert digest == told == network_hash(back)
    assert back.sources == network.sources
    for name, frame in network.tables.items():
        pdt.assert_frame_equal(back[name], frame)
    assert list(tmp_path.iterdir()) == [path]


def test_that_equal_networks_and_equal_tables_are_equal_bytes_at_any_time(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write_network(network, first)
    tables = pack_tables(network.tables)
    monkeypatch.setattr(time, "localtime", lambda _=None: time.struct_time((2031, 5, 6, 7, 8, 10, 1, 126, 0)))
    write_network(network, second)
    assert first.read_bytes() == second.read_bytes()
    assert pack_tables(network.tables) == tables


def test_that_an_empty_network_can_be_frozen(tmp_path: Path) -> None:
    write_network(Network.of(), tmp_path / "empty")
    assert all(frame.empty for frame in read_network(tmp_path / "empty")[0].tables.values())


@pytest.mark.parametrize("place", [0.3, 0.6, 0.95])
def test_that_a_damaged_snapshot_is_refused(network: Network, tmp_path: Path, place: float) -> None:
    path = tmp_path / "input.snapshot"
    write_network(network, path)
    content = bytearray(path.read_bytes())
    path.write_bytes(content[: int(len(content) * place)])
    with pytest.raises(KnownError) as told:
        read_network(path)
    assert (told.value.code, told.value.where) == ("snapshot-unreadable", "input.snapshot")


def test_that_one_flipped_bit_of_a_result_is_noticed() -> None:
    frame = pd.DataFrame({"bucket": ["transport"] * 50, "cost": np.arange(50.0)})
    packed = bytearray(pack_tables({"result_costs": frame}))
    packed[packed.index(b"ARROW1") + 300] ^= 1
    with pytest.raises(KnownError):
        unpack_table(bytes(packed), "result_costs")


def test_that_result_tables_come_back_one_by_one(tmp_path: Path) -> None:
    costs = pd.DataFrame({"bucket": pd.Series(["fixed", ""], dtype="str"), "cost": [1.0, np.nan]})
    none = pd.DataFrame({"origin": pd.Series([], dtype="str"), "flow": pd.Series([], dtype="float64")})
    write_tables({"result_costs": costs, "result_flows": none}, tmp_path / "result")
    packed = (tmp_path / "result").read_bytes()
    assert table_names(packed) == ("result_costs", "result_flows")
    pdt.assert_frame_equal(unpack_table(packed, "result_costs"), costs)
    pdt.assert_frame_equal(unpack_table(packed, "result_flows"), none)
    with pytest.raises(KeyError):
        unpack_table(packed, "result_limits")


def test_that_an_incumbent_comes_back_as_it_was(tmp_path: Path) -> None:
    values = np.array([0.1, 1e300, -0.0])
    lanes = np.array([True, False, False, True, True, False, True, True, True, False])
    for bound, kept in ((None, None), (12.5, lanes)):
        write_incumbent(Incumbent(13.0, bound, values, kept), tmp_path / "incumbent.npz")
        back = read_incumbent(tmp_path / "incumbent.npz")
        assert back is not None
        assert (back.objective, back.bound) == (13.0, bound)
        np.testing.assert_array_equal(back.values, values)
        assert (back.lanes is None) == (kept is None)
        if kept is not None:
            np.testing.assert_array_equal(back.lanes, kept)


def test_that_half_an_incumbent_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "incumbent.npz"
    write_incumbent(Incumbent(13.0, None, np.ones(100)), path)
    for length in (0, 10, 400, path.stat().st_size - 5):
        (tmp_path / "half.npz").write_bytes(path.read_bytes()[:length])
        assert read_incumbent(tmp_path / "half.npz") is None
    assert read_incumbent(tmp_path / "none.npz") is None


def test_that_the_last_incumbent_offered_is_on_disk_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "incumbent.npz"
    with IncumbentWriter(path) as writer:
        for objective in range(100, 50, -1):
            writer.offer(Incumbent(float(objective), None, np.ones(3)))
    back = read_incumbent(path)
    assert back is not None
    assert back.objective == 51.0


def test_that_a_writer_without_an_incumbent_writes_nothing(tmp_path: Path) -> None:
    with IncumbentWriter(tmp_path / "incumbent.npz"):
        pass
    assert list(tmp_path.iterdir()) == []
