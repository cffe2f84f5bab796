"""The laws of change sets, on small networks of every kind of key and cell."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.changes import ChangeSet, apply, compose, decode, diff, encode, invert, same_change, same_rows, set_cells
from engine.network import Network, frame_columns
from engine.schema import input_table
from tests.unit.changes.networks import any_network

NETWORKS = any_network()
FEW = settings(max_examples=10, deadline=None)  # frames are slow to make, and each example tries many cells


def cells(network: Network, table: str) -> list[tuple[object, ...]]:
    """Rows of a table in order, with blanks that equal each other."""
    rows = network[table].astype(object).to_numpy().tolist()
    return [tuple("blank number" if cell != cell else cell or repr(cell).lstrip("-") for cell in row) for row in rows]


@FEW
@given(NETWORKS, NETWORKS)
def test_that_the_difference_applied_to_the_first_network_gives_the_second(a: Network, b: Network):
    result = apply(a, diff(a, b))
    for name in b.tables:
        assert sorted(map(repr, cells(result, name))) == sorted(map(repr, cells(b, name)))
    assert result.sources == {**a.sources, **b.sources}


@FEW
@given(NETWORKS)
def test_that_a_network_does_not_differ_from_itself(a: Network):
    copy = Network.of({name: frame.iloc[::-1] for name, frame in a.tables.items()}, a.sources)
    assert diff(a, copy).is_empty()


@FEW
@given(NETWORKS, NETWORKS)
def test_that_the_inverse_takes_a_change_back(a: Network, b: Network):
    change = diff(a, b)
    assert same_rows(apply(apply(a, change), invert(change)), a)
    assert same_change(invert(invert(change)), change)


@FEW
@given(NETWORKS, NETWORKS)
def test_that_the_inverse_is_the_difference_the_other_way(a: Network, b: Network):
    assert same_change(
        diff(Network(b.tables, a.sources), Network(a.tables, a.sources)),
        invert(diff(Network(a.tables, a.sources), Network(b.tables, a.sources))),
    )


@FEW
@given(NETWORKS, NETWORKS, NETWORKS)
def test_that_composing_equals_applying_one_after_the_other(a: Network, b: Network, c: Network):
    first, second = diff(a, b), diff(b, c)
    both = compose(first, second)
    assert same_rows(apply(a, both), c)
    assert same_change(ChangeSet(both.tables), ChangeSet(diff(a, c).tables))


@FEW
@given(NETWORKS, NETWORKS, NETWORKS, NETWORKS)
def test_that_composing_is_associative(a: Network, b: Network, c: Network, d: Network):
    first, second, third = diff(a, b), diff(b, c), diff(c, d)
    assert same_change(compose(compose(first, second), third), compose(first, compose(second, third)))


@FEW
@given(NETWORKS, NETWORKS)
def test_that_a_change_and_its_inverse_compose_to_nothing(a: Network, b: Network):
    change = diff(a, b)
    assert compose(change, invert(change)).is_empty()


@FEW
@given(NETWORKS, NETWORKS)
def test_that_bytes_give_the_change_set_back(a: Network, b: Network):
    change = diff(a, b)
    content = encode(change)
    assert same_change(decode(content), change)
    assert encode(decode(content)) == content


@FEW
@given(NETWORKS, NETWORKS)
def test_that_every_frame_stays_in_canonical_form(a: Network, b: Network):
    result = apply(a, decode(encode(diff(a, b))))
    for name, frame in result.tables.items():
        table = input_table(name)
        assert tuple(frame.columns) == frame_columns(table)
        assert list(frame.index) == list(range(len(frame)))
        for column in table.columns:
            cells = frame[column.name]
            mixed = any(isinstance(cell, str) for cell in cells)
            expected = "object" if column.is_number and mixed else "float64" if column.is_number else "str"
            assert cells.dtype == expected, (name, column.name)


@FEW
@given(NETWORKS, st.data())
def test_that_setting_cells_and_undoing_it_keeps_every_row_in_its_place(a: Network, data: st.DataObject):
    count = len(a["facilities"])
    assume(count)
    position = data.draw(st.integers(0, count - 1))
    change = set_cells(a, "facilities", [position], {"facility": ["a new name"], "city": ["new"]})
    there = apply(a, change)
    assert there["facilities"]["facility"].iat[position] == "a new name"
    assert cells(apply(there, invert(change)), "facilities") == cells(a, "facilities")
