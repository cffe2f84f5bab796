"""Every column of the schema is complete and consistent in itself."""

from collections import Counter
from datetime import date
from itertools import chain

import pytest

from engine.schema import INPUT_TABLES, RESULT_TABLES, SETTINGS, Column, ColumnType, Setting, Table

ALL_TABLES = {**INPUT_TABLES, **RESULT_TABLES}
INPUT_COLUMNS = [
    pytest.param(column, id=f"{table.name}.{column.name}")
    for table in INPUT_TABLES.values()
    for column in table.columns
]
EVERY_COLUMN = [
    pytest.param(column, id=f"{table.name}.{column.name}") for table in ALL_TABLES.values() for column in table.columns
]
EVERY_TABLE = [pytest.param(table, id=table.name) for table in ALL_TABLES.values()]
EVERY_SETTING = [pytest.param(setting, id=setting.name) for setting in SETTINGS]


def in_range(number: float, column: Column | Setting) -> bool:
    low = column.minimum is None or number > column.minimum or (number == column.minimum and not column.above_minimum)
    return low and (column.maximum is None or number <= column.maximum)


def is_valid(text: str, column: Column) -> bool:
    """Whether the text is a cell of the column, judged apart from the product's own reader."""
    match column.type:
        case ColumnType.NUMBER | ColumnType.SHARE | ColumnType.COST:
            return in_range(float(text), column)
        case ColumnType.INTEGER:
            return text.lstrip("-").isdigit() and in_range(int(text), column)
        case ColumnType.CHOICE:
            return text in column.choices
        case ColumnType.DATE:
            return date.fromisoformat(text).isoformat() == text
        case ColumnType.YES_NO:
            return text in {"yes", "no"}
        case _:
            return text == text.strip()


def synonyms(table: Table) -> Counter[str]:
    """The words that lead to a column of the table, each counted once for a column."""
    words = ({column.name.replace("_", " "), *column.synonyms} for column in table.columns)
    return Counter(chain.from_iterable(words))


@pytest.mark.parametrize("column", EVERY_COLUMN)
def test_that_a_column_has_a_meaning_that_is_a_sentence(column: Column) -> None:
    assert len(column.meaning) > len(".")
    assert column.meaning.endswith(".")
    assert "\n" not in column.meaning


@pytest.mark.parametrize("column", INPUT_COLUMNS)
def test_that_an_input_column_has_an_example_valid_for_its_type_and_range(column: Column) -> None:
    assert column.example
    assert is_valid(column.example, column)


@pytest.mark.parametrize("column", EVERY_COLUMN)
def test_that_a_blank_is_an_error_or_has_a_meaning_but_not_both(column: Column) -> None:
    assert column.required != column.may_be_blank
    assert column.required != bool(column.blank)


@pytest.mark.parametrize("column", INPUT_COLUMNS)
def test_that_a_default_is_valid_for_the_type_and_stands_in_the_words_for_a_blank(column: Column) -> None:
    if column.default is None:
        return
    text = f"{column.default:g}" if isinstance(column.default, float) else column.default
    assert is_valid(text, column)
    assert text in column.blank


@pytest.mark.parametrize("column", INPUT_COLUMNS)
def test_that_only_a_choice_has_choices_and_its_first_is_the_default(column: Column) -> None:
    assert bool(column.choices) == (column.type is ColumnType.CHOICE)
    assert len(set(column.choices)) == len(column.choices)
    if column.choices and column.default is not None:
        assert column.default == column.choices[0]


@pytest.mark.parametrize("column", INPUT_COLUMNS)
def test_that_references_point_to_input_tables_and_only_references_and_costs_do(column: Column) -> None:
    assert set(column.refers_to) <= set(INPUT_TABLES)
    assert len(set(column.refers_to)) == len(column.refers_to)
    assert bool(column.refers_to) == (column.type in {ColumnType.REFERENCE, ColumnType.COST})


@pytest.mark.parametrize("column", INPUT_COLUMNS)
def test_that_ranges_stand_on_numbers_and_shares_begin_at_zero(column: Column) -> None:
    if not column.is_number:
        assert column.minimum is None
        assert column.maximum is None
    if column.type is ColumnType.SHARE:
        assert column.minimum == 0
    if column.minimum is not None and column.maximum is not None:
        assert column.minimum < column.maximum


@pytest.mark.parametrize("column", INPUT_COLUMNS)
def test_that_synonyms_are_lower_case_and_without_underscores(column: Column) -> None:
    assert [word.lower().strip() for word in column.synonyms] == list(column.synonyms)
    assert not any("_" in word for word in column.synonyms)


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_that_a_table_has_keys_first_and_no_column_twice(table: Table) -> None:
    keys = [column.key for column in table.columns]

    assert any(keys)
    assert keys == sorted(keys, reverse=True)
    assert len(table.by_name) == len(table.columns)
    assert table.meaning.endswith(".")


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_that_no_word_leads_to_two_columns_of_a_table(table: Table) -> None:
    assert [word for word, count in synonyms(table).items() if count > 1] == []


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_that_columns_required_with_others_name_columns_of_the_same_table(table: Table) -> None:
    assert {name for column in table.columns for name in column.required_with} <= set(table.column_names)


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_that_columns_that_belong_together_are_at_least_two(table: Table) -> None:
    groups = Counter(column.together for column in table.columns if column.together)

    assert all(count > 1 for count in groups.values())


def test_that_no_word_leads_to_two_input_tables() -> None:
    words = Counter(
        chain.from_iterable({table.name.replace("_", " "), *table.synonyms} for table in INPUT_TABLES.values())
    )

    assert [word for word, count in words.items() if count > 1] == []


def test_that_every_input_table_tells_what_a_model_without_its_rows_means() -> None:
    assert [table.name for table in INPUT_TABLES.values() if not table.empty.endswith(".")] == []


@pytest.mark.parametrize("setting", EVERY_SETTING)
def test_that_the_default_of_a_setting_is_valid(setting: Setting) -> None:
    if setting.choices:
        assert setting.default == setting.choices[0]
    elif setting.default and setting.type is not ColumnType.TEXT:
        assert in_range(float(setting.default), setting)
