"""Change sets as bytes: small, versioned, and refused with a reason when they cannot be read."""

import struct

import pandas as pd
import pytest

from engine.changes import ChangeSet, apply, codec, decode, diff, encode, insert_rows, same_change, same_rows, set_cells
from engine.errors import KnownError
from engine.network import Network, Source
from tests.unit.changes.networks import lanes


@pytest.fixture
def change() -> ChangeSet:
    network = Network.of({"lanes": lanes(10)})
    return set_cells(network, "lanes", [3], {"distance": [1.0], "unit_cost": ["tier"]})


def test_that_one_edited_cell_is_small(change: ChangeSet):
    assert len(encode(change)) < 1_000


def test_that_no_change_at_all_survives():
    assert decode(encode(ChangeSet())).is_empty()


def test_that_a_large_insert_is_compressed_and_comes_back():
    network = Network.of({"lanes": lanes(20_000)}, {1: Source("Lanes.xlsx", "lanes", {"distance": "E"}, "ab", "2027")})
    change = diff(Network.of(), network)
    content = encode(change)
    assert len(content) < 250_000
    assert same_change(decode(content), change)
    assert same_rows(apply(Network.of(), decode(content)), network)
    assert decode(content).sources == network.sources


def test_that_bytes_of_something_else_are_refused():
    for content in (b"", b"NX", b"PK\x03\x04" + bytes(100)):
        with pytest.raises(KnownError, match="not a change set") as caught:
            decode(content)
        assert caught.value.code == "change-set-unreadable"


@pytest.mark.parametrize("count", [1, 3_000])
def test_that_damaged_bytes_are_refused(count: int):
    content = encode(insert_rows(Network.of(), "lanes", lanes(count)))
    for damaged in (content[:-7], content[: len(content) // 2], content[:14], content + b"more of it"):
        with pytest.raises(KnownError) as caught:
            decode(damaged)
        assert caught.value.code == "change-set-unreadable"


def test_that_a_false_length_is_refused(change: ChangeSet):
    content = bytearray(encode(change))
    struct.pack_into("<Q", content, 6, 1 << 50)
    with pytest.raises(KnownError, match="too large"):
        decode(bytes(content))


def test_that_a_newer_form_is_refused_with_advice(change: ChangeSet, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(codec, "VERSION", codec.VERSION + 1)
    content = encode(change)
    monkeypatch.undo()
    with pytest.raises(KnownError, match="Install the newer version") as caught:
        decode(content)
    assert caught.value.code == "change-set-newer"


def test_that_an_unknown_table_or_column_is_refused_as_newer(change: ChangeSet):
    renamed = ChangeSet({"teleports": change.tables["lanes"]})
    with pytest.raises(KnownError, match="table teleports"):
        decode(encode(renamed))
    update = change.tables["lanes"].updated
    update.cells["warp"] = update.cells["distance"]
    with pytest.raises(KnownError, match="column warp of table lanes"):
        decode(encode(change))


def test_that_a_blank_and_a_zero_stay_apart():
    frame = pd.DataFrame({"facility": ["a", "b"], "fixed_cost": [0.0, float("nan")]})
    change = decode(encode(insert_rows(Network.of(), "facilities", frame)))
    fixed = change.tables["facilities"].inserted["fixed_cost"]
    assert fixed.iat[0] == 0.0
    assert pd.isna(fixed.iat[1])
