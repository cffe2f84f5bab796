"""Edits of a grid as change sets, each held against the project before and after, and undone."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models import edits
from desktop.models.cell_text import CellText
from desktop.models.clipboard_block import Block
from desktop.models.edits import Target
from desktop.models.headings import begins_with_headings, without_headings
from desktop.models.typed import CellsRefusedError, read_cell
from engine.changes import same_rows
from engine.errors import KnownError
from engine.network import Network, Source
from engine.schema import input_table
from sync.store import Asked, Project

FACILITIES = pd.DataFrame(
    {
        "facility": ["Denver", "Reno", "Tulsa"],
        "fixed_cost": [100.0, 200.0, float("nan")],
        "handling_cost": [1.5, "tier", 2.0],
        "_source": 1.0,
        "_row": [2.0, 3.0, 4.0],
    }
)
DEMAND = pd.DataFrame({"customer": ["Ann", "Bob"], "product": "Water", "quantity": [5.0, 6.0]})
LANES = pd.DataFrame({"origin": ["Denver", "Reno"], "destination": "Ann", "unit_cost": [1.0, 2.0]})


@pytest.fixture
def project(tmp_path):
    network = Network.of(
        {
            "facilities": FACILITIES,
            "demand": DEMAND,
            "lanes": LANES,
            "step_costs": pd.DataFrame({"name": "tier", "from_quantity": [0.0], "cost": [1.0]}),
            "groups": pd.DataFrame({"group": ["West"], "member": ["Denver"]}),
            "overrides": pd.DataFrame(
                {"scenario": "S", "order": [1.0], "table": "lanes", "where": "origin = Denver", "action": "exclude"}
            ),
        },
        {1: Source("Sites.xlsx", "Sites")},
    )
    with Project.create(tmp_path / "p.networx", network) as opened:
        yield opened


def target(project, table, columns, rows=slice(None)):
    return Target(table, tuple(project.places(Asked(table))[rows]), tuple(columns))


def done(project, change_set):
    """Commits; checks that undo brings the rows back and redo the change again."""
    before = project.network()
    project.commit(change_set)
    after = project.network()
    project.undo()
    assert same_rows(project.network(), before)
    project.redo()
    assert same_rows(project.network(), after)
    return after


def test_that_a_block_is_pasted_over_rows_and_beyond_them(project):
    block = Block.parse("Ann\tWater\t\t1,200\nBob\tWater\t\t7.5\nCid\tWater\t2027\t8\n")
    columns = ("customer", "product", "period", "quantity", "min_served_share")
    after = done(project, edits.paste(project, target(project, "demand", columns), block, "."))
    assert after["demand"]["quantity"].tolist() == [1200.0, 7.5, 8.0]
    assert after["demand"]["period"].tolist() == ["", "", "2027"]


def test_that_the_decimal_sign_of_a_pasted_block_is_the_one_it_shows(project):
    places = target(project, "demand", ["quantity"])
    shown = edits.paste(project, places, Block.parse("1.200\n7,5\n"), ".")
    assert done(project, shown)["demand"]["quantity"].tolist() == [1200.0, 7.5]
    with pytest.raises(CellsRefusedError) as caught:
        edits.paste(
            project, target(project, "demand", ["quantity", "unmet_cost"]), Block.parse("1.200\t1\n7,5\t8.25\n"), "."
        )
    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(0, "quantity")]


def test_that_every_cell_that_cannot_be_read_is_told_and_nothing_changes(project):
    version = project.version
    block = Block.parse("Denver\tcastle\tx\n\twarehouse\t5\nTulsa\tplant\t1e999\n")
    columns = ("facility", "kind", "fixed_cost")
    with pytest.raises(CellsRefusedError) as caught:
        edits.paste(project, target(project, "facilities", columns), block, ".")
    told = {(problem.row, problem.column) for problem in caught.value.problems}
    assert told == {(0, "kind"), (0, "fixed_cost"), (1, "facility"), (2, "fixed_cost")}
    assert project.version == version


def test_that_new_rows_need_their_key_and_no_key_twice(project):
    beyond = target(project, "demand", ["quantity"], slice(1, None))
    with pytest.raises(KnownError, match="2 new rows would need Customer and Product, too"):
        edits.paste(project, beyond, Block.parse("5\n6\n7\n"), ".")
    whole = Target("demand", (), ("customer", "product", "period", "quantity"))
    with pytest.raises(CellsRefusedError) as caught:
        edits.paste(project, whole, Block.parse("Cid\tWater\t\t5\nCid\tWater\t\t6\n"), ".")
    assert caught.value.problems[0].row == 1


def test_that_headings_say_which_column_is_which_wherever_the_block_is_pasted(project):
    anywhere = target(project, "demand", ["period", "quantity"], slice(2, None))
    block = Block.parse("Quantity (units)\tSKU\tcustomer\n7\tWater\tCid\n8\tWater\tDora\n")
    where, rows = without_headings(anywhere, block)
    assert where.columns == ("quantity", "product", "customer")
    after = done(project, edits.paste(project, where, rows, ".")).tables["demand"]
    assert after[["customer", "quantity"]].values.tolist()[-2:] == [["Cid", 7.0], ["Dora", 8.0]]


@pytest.mark.parametrize(
    "text",
    [
        "Ann\tWater\n5\t6\n",  # values
        "customer\tproduct\n",  # headings alone would be values
        "customer\tcustomer\nAnn\tBob\n",  # no two columns of one name
        "customer\t\nAnn\tBob\n",  # not every column has one
    ],
)
def test_that_what_is_no_row_of_headings_is_pasted_as_it_is(project, text):
    where = target(project, "demand", ["customer", "product"])
    block = Block.parse(text)
    assert without_headings(where, block) == (where, block)
    assert not begins_with_headings(where, text)


def test_that_one_column_has_a_heading_only_by_its_own_name(project):
    quantity, customer = target(project, "demand", ["quantity"]), target(project, "demand", ["customer"])
    assert without_headings(quantity, Block.parse("Quantity\n5\n"))[1] == Block((("5",),))
    assert without_headings(customer, Block.parse("Quantity\n5\n"))[1] == Block((("Quantity",), ("5",)))
    assert begins_with_headings(quantity, "quantity\r\n5\r\n")


def test_that_a_key_that_another_row_has_is_refused_by_the_store(project):
    whole = Target("demand", (), ("customer", "product", "period", "quantity"))
    with pytest.raises(KnownError, match="exists already"):
        project.commit(edits.paste(project, whole, Block.parse("Ann\tWater\t\t5\n"), "."))


def test_that_a_block_wider_than_the_table_is_refused(project):
    with pytest.raises(KnownError, match="2 columns wide; there are 1"):
        edits.paste(project, target(project, "demand", ["quantity"]), Block.parse("1\t2\n"), ".")


def test_that_a_new_name_is_followed_by_everything_that_refers_to_it(project):
    place = project.places(Asked("facilities"))[0]
    after = done(project, edits.set_cell(project, input_table("facilities"), place, "facility", "Boulder"))
    assert after["facilities"]["facility"].tolist() == ["Boulder", "Reno", "Tulsa"]
    assert after["lanes"]["origin"].tolist() == ["Boulder", "Reno"]
    assert after["groups"]["member"].tolist() == ["Boulder"]
    assert after["overrides"]["where"].tolist() == ["origin = Boulder"]


def test_that_names_and_other_cells_are_pasted_together(project):
    block = Block.parse("Boulder\t1\nReno\t2\nAustin\t3\n")
    after = done(project, edits.paste(project, target(project, "facilities", ("facility", "fixed_cost")), block, "."))
    assert after["facilities"]["facility"].tolist() == ["Boulder", "Reno", "Austin"]
    assert after["facilities"]["fixed_cost"].tolist() == [1.0, 2.0, 3.0]
    assert after["facilities"]["handling_cost"].tolist() == [1.5, "tier", 2.0]
    assert after["lanes"]["origin"].tolist() == ["Boulder", "Reno"]
    assert after["facilities"]["_row"].tolist() == [2.0, 3.0, 4.0]


def test_that_a_name_that_is_taken_is_refused(project):
    place = project.places(Asked("facilities"))[0]
    with pytest.raises(KnownError, match="taken"):
        edits.set_cell(project, input_table("facilities"), place, "facility", "Reno")


def test_that_a_group_of_one_row_changes_without_renaming_the_group(project):
    place = project.places(Asked("groups"))[0]
    after = done(project, edits.set_cell(project, input_table("groups"), place, "group", "East"))
    assert after["groups"]["group"].tolist() == ["East"]


def test_that_cells_are_filled_down_from_the_first_row(project):
    after = done(project, edits.fill_down(project, target(project, "facilities", ("fixed_cost", "handling_cost"))))
    assert after["facilities"]["fixed_cost"].tolist() == [100.0] * 3
    assert after["facilities"]["handling_cost"].tolist() == [1.5] * 3
    with pytest.raises(KnownError, match="names each row"):
        edits.fill_down(project, target(project, "facilities", ("facility",)))


def test_that_cells_become_blank_but_never_those_of_a_key(project):
    after = done(project, edits.clear(project, target(project, "facilities", ("fixed_cost", "handling_cost"))))
    assert after["facilities"]["fixed_cost"].isna().all()
    assert after["facilities"]["handling_cost"].isna().all()
    with pytest.raises(KnownError, match="must not be blank"):
        edits.clear(project, target(project, "demand", ("product",)))


def test_that_rows_are_deleted_with_all_they_hold(project):
    places = project.places(Asked("facilities"))
    assert done(project, edits.delete(project, "facilities", places[:2]))["facilities"]["facility"].tolist() == [
        "Tulsa"
    ]


def test_that_copies_get_the_next_free_name_and_no_origin(project):
    places = project.places(Asked("facilities"))
    project.commit(edits.duplicate(project, "facilities", places[:1]))
    after = done(project, edits.duplicate(project, "facilities", places[:2]))
    assert after["facilities"]["facility"].tolist()[3:] == ["Denver (2)", "Denver (3)", "Reno (2)"]
    assert after["facilities"]["_source"].isna().tolist()[3:] == [True] * 3


@pytest.mark.parametrize(
    ("table", "column", "text", "value"),
    [
        ("facilities", "fixed_cost", "$1,200.50", 1200.5),
        ("facilities", "handling_cost", "tier", "tier"),
        ("facilities", "state", "EXISTING", "existing"),
        ("demand", "min_served_share", "95%", 0.95),
        ("periods", "start_date", "31 Jan 2027", "2027-01-31"),
        ("customers", "customer", "  0042 ", "0042"),
    ],
)
def test_that_typed_text_is_read_as_its_column_holds_it(table, column, text, value):
    schema = input_table(table)
    assert read_cell(schema, schema.column(column), text, ".") == value


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("fixed_cost", "1.200,5", "decimal sign that holds here"),
        ("latitude", "91", "or less"),
        ("fixed_cost", "5%", "percentage"),
        ("kind", "castle", "not one of"),
        ("facility", "", "must not be blank"),
    ],
)
def test_that_text_that_cannot_stand_in_its_cell_is_refused_in_words(column, text, said):
    schema = input_table("facilities")
    with pytest.raises(KnownError, match=said):
        read_cell(schema, schema.column(column), text, ".")


CELLS = st.one_of(
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    st.sampled_from(["a\tb", 'say "x"', "two\nlines"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, st.just("end")), min_size=1, max_size=5))
def test_that_what_is_copied_is_what_is_pasted(rows):
    text = CellText()
    assert Block.parse(text.copied(rows)).rows == tuple(tuple(text.plain(cell) for cell in row) for row in rows)
