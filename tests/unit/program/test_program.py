"""Programs as arrays: compression, blocks, scaling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BugError
from engine.program import ProgramBuilder, run_of, scale
from engine.program.sparse import compress

ENTRIES = st.lists(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(1, 9)), max_size=12), max_size=4
)


@given(ENTRIES)
def test_that_compressed_batches_hold_every_coefficient_once(batches):
    seen = set()
    clean = []
    for batch in batches:
        fresh = [entry for i, entry in enumerate(batch) if entry[:2] not in {e[:2] for e in batch[:i]} | seen]
        seen |= {entry[:2] for entry in fresh}
        clean.append(fresh)
    arrays = [
        (
            np.array([r for r, _, _ in batch], dtype=np.int32),
            np.array([c for _, c, _ in batch], dtype=np.int32),
            np.array([v for _, _, v in batch], dtype=float),
        )
        for batch in clean
    ]
    start, index, value = compress(arrays, 5)
    matrix = np.zeros((7, 5))
    for column in range(5):
        for position in range(start[column], start[column + 1]):
            matrix[index[position], column] += value[position]
    expected = np.zeros((7, 5))
    for batch in clean:
        for row, column, amount in batch:
            expected[row, column] = amount
    assert len(index) == sum(map(len, clean))
    assert (matrix == expected).all()


def small_program(size=3.0e6, money=40.0):
    """Flow of two lanes with a fixed charge on the second."""
    builder = ProgramBuilder()
    flow = builder.columns("flow", 2, upper=np.array([np.inf, size]))
    used = builder.columns("used", 1, upper=1.0, integer=True, quantity=False)
    builder.charge(flow, np.array([2.0, 1.0]))
    builder.charge(used, money)
    demand = builder.rows("demand", 1, lower=size, upper=size)
    builder.entries(np.repeat(demand, 2), flow, 1.0)
    link = builder.rows("link", 1, upper=0.0)
    builder.entries(link, flow[1:], 1.0)
    builder.entries(link, used, -size)
    return builder.build()


def test_that_a_builder_counts_and_places_what_it_was_given():
    program = small_program()
    assert program.size == {"columns": 3, "rows": 2, "nonzeros": 4, "binaries": 1}
    assert program.objective(np.array([1.0, 2.0, 1.0])) == pytest.approx(44.0)
    assert program.activity(np.array([1.0, 2.0, 1.0])).tolist() == [3.0, 2.0 - 3.0e6]
    assert program.columns["used"].index.tolist() == [2]


def test_that_charges_add_up_block_by_block():
    builder = ProgramBuilder()
    first, none, second = (builder.columns(name, size) for name, size in (("a", 3), ("b", 0), ("c", 2)))
    builder.charge(first, np.array([1.0, 2.0, 3.0]))
    builder.charge(first[[2, 0]], np.array([10.0, 20.0]))
    builder.charge(none, 5.0)
    builder.charge(second, 7.0)
    assert builder.charged(first[[2, 0]]).tolist() == [13.0, 21.0]
    assert builder.charged(none).tolist() == []
    assert builder.build().cost.tolist() == [21.0, 2.0, 13.0, 7.0, 7.0]


def test_that_columns_one_after_the_other_are_a_slice_and_others_stay():
    def columns(*numbers):
        return np.array(numbers, dtype=np.int32)

    assert run_of(columns(4, 5, 6)) == slice(4, 7)
    assert run_of(columns(3)) == slice(3, 4)
    for others in (columns(), columns(4, 6), columns(5, 4), columns(4, 6, 5)):
        assert run_of(others) is others


def test_that_a_block_cannot_be_added_twice():
    builder = ProgramBuilder()
    builder.columns("flow", 1)
    with pytest.raises(BugError):
        builder.columns("flow", 1)


def test_that_scaling_is_by_powers_of_two_and_loses_nothing():
    program = small_program()
    scaled, scaling = scale(program)
    x = np.array([1.0e6, 2.0e6, 1.0])
    back = scaling.scaled(x)
    assert (scaling.solution(back) == x).all()
    assert scaled.objective(back) * scaling.objective == program.objective(x)
    assert (scaled.activity(back) * scaling.row == program.activity(x)).all()
    assert np.log2(scaling.column) == pytest.approx(np.round(np.log2(scaling.column)))
    assert 10 < scaled.row_upper[0] < 1000
