"""What is typed at the cursor of a condition."""

import pytest

from desktop.views.scenarios.cursor_term import CursorTerm, term_at


@pytest.mark.parametrize(
    ("text", "column", "word", "start"),
    [
        ("", "", "", 0),
        ("cust", "", "cust", 0),
        ("customer = ", "customer", "", 11),
        ("customer = Los An", "customer", "Los An", 11),
        ("customer = A | Bo", "customer", "Bo", 15),
        ("customer = A; prod", "", "prod", 14),
        ("customer = A and product != Sn", "product", "Sn", 28),
        ('customer = "A; B', "customer", "A; B", 11),
        ('customer = "A and B"; quantity >= 5', "quantity", "5", 34),
        ("band = x", "band", "x", 7),
    ],
)
def test_that_the_word_at_the_end_is_found(text, column, word, start):
    assert term_at(text, len(text)) == CursorTerm(column, word, start, len(text))


def test_that_what_stands_behind_the_cursor_does_not_count():
    assert term_at("cus = West", 3) == CursorTerm("", "cus", 0, 3)
