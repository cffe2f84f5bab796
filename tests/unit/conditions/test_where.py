import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.conditions.columns import find_column, full_names
from engine.conditions.parser import parse_where
from engine.conditions.where import Operator, Term, Where
from engine.errors import KnownError
from engine.schema import input_table

COLUMNS = st.from_regex(r"[a-z_][a-z0-9_]{0,8}(\.[a-z_]{1,8})?", fullmatch=True)
VALUES = st.one_of(st.text(max_size=12), st.sampled_from(["", "and", "Salt and Pepper", 'a"b', " x ", "And", "andy"]))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    operator = draw(st.sampled_from(Operator))
    if operator.orders:
        return Term(draw(COLUMNS), operator, (draw(VALUES.filter(bool)),))
    return Term(draw(COLUMNS), operator, tuple(draw(st.lists(VALUES, min_size=1, max_size=3))))


@given(st.lists(terms(), max_size=4).map(lambda found: Where(tuple(found))))
def test_that_a_printed_condition_is_read_back_as_itself(where: Where):
    assert parse_where(str(where)) == where


@given(st.text(max_size=40) | st.text(alphabet='ab=<>!|;" .d', max_size=20))
def test_that_any_text_is_either_read_or_refused_with_a_position(text: str):
    where = _where_or_error(text)

    if isinstance(where, KnownError):
        assert where.code == "where-syntax"
        assert "at position" in where.message
    else:
        assert parse_where(str(where)) == where


def _where_or_error(text: str) -> Where | KnownError:
    try:
        return parse_where(text)
    except KnownError as error:
        return error


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("  ", ""),
        ("region=West", "region = West"),
        ("customer.region = West; product = Water|Juice ;", "customer.region = West; product = Water | Juice"),
        ("a = 1 AND b != New  York", 'a = 1; b != "New  York"'),
        ("period =", 'period = ""'),
        ("period = ; product = Water", 'period = ""; product = Water'),
        ("period = | 2027", 'period = "" | 2027'),
        ('name = "Salt and Pepper"', 'name = "Salt and Pepper"'),
        ('name = "5"" pipe"', 'name = "5"" pipe"'),
        ("name = andy or sandy", "name = andy or sandy"),
        ("quantity>=-1.5e3 and quantity<9", "quantity >= -1.5e3; quantity < 9"),
        ("city = São Paulo, SP", "city = São Paulo, SP"),
    ],
)
def test_that_a_condition_has_one_canonical_form(text: str, canonical: str):
    assert str(parse_where(text)) == canonical


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("region West", 8, "= != < <= > >="),
        ("= West", 1, "a column name"),
        ("region = West; 7 = 1", 16, "a column name"),
        ("region = West and", 18, "a column is expected after and"),
        ("name = Salt and Pepper", 23, "must stand in"),
        ('name = "West', 8, "closing quote"),
        ('name = "West" Coast', 15, "the end"),
        ('name = West "Coast"', 13, "quotes"),
        ("name = a=b", 9, "quotes"),
        ("name = wow!", 11, "quotes"),
        ("quantity < 1 | 2", 10, "exactly one value"),
        ("quantity <", 10, "exactly one value"),
        ("a.b.c = 1", 1, "a column name"),
        (";", 1, "a column name"),
    ],
)
def test_that_an_unreadable_condition_names_the_position_and_what_is_expected(text: str, position: int, expected: str):
    with pytest.raises(KnownError) as caught:
        parse_where(text)

    assert f"position {position}:" in caught.value.message
    assert expected in caught.value.message
    assert caught.value.where == text


def test_that_a_bare_column_is_found_through_the_only_reference_that_leads_to_it():
    assert find_column(input_table("demand"), "region").path == "customer.region"
    assert find_column(input_table("lanes"), "unit_weight").path == "product.unit_weight"
    assert find_column(input_table("demand"), "unit_price").path == "unit_price"


def test_that_a_path_knows_every_table_that_its_reference_may_mean():
    assert find_column(input_table("lanes"), "origin.region").tables == ("suppliers", "facilities")
    assert find_column(input_table("lanes"), "origin.kind").tables == ("facilities",)


def test_that_an_ambiguous_column_is_refused_with_the_choices():
    with pytest.raises(KnownError, match=r"origin\.region or destination\.region") as caught:
        find_column(input_table("lanes"), "region")

    assert caught.value.code == "where-column-ambiguous"


@pytest.mark.parametrize(
    ("table", "name", "hint"),
    [
        ("demand", "quantiti", "quantity"),
        ("demand", "customer.regoin", r"customer\.region"),
        ("demand", "zzz", "customer, product, period"),
        ("demand", "quantity.region", r"customer\.region"),
    ],
)
def test_that_an_unknown_column_is_refused_with_what_would_be_right(table: str, name: str, hint: str):
    with pytest.raises(KnownError, match=hint) as caught:
        find_column(input_table(table), name)

    assert caught.value.code == "where-column-unknown"


def test_that_a_condition_can_be_written_with_full_names():
    where = parse_where("region = West; quantity > 5")

    assert str(full_names(input_table("demand"), where)) == "customer.region = West; quantity > 5"
