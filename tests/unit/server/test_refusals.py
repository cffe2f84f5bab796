"""Refusals: each known error has a status, and each code that is listed is one that somebody raises."""

import json
import re
from pathlib import Path

import pytest

from engine.errors import KnownError
from server_stub.access import token_of
from server_stub.errors import STATUS_OF, refusal
from server_stub.limits import Buckets

ROOT = Path(__file__).parents[3]


def test_that_a_refusal_says_what_where_and_what_to_do() -> None:
    answer = refusal(KnownError("last-owner", "No.", where="role", what_to_do="Think."))
    assert answer.status_code == 409
    assert json.loads(bytes(answer.body)) == {
        "error": {"code": "last-owner", "message": "No.", "where": "role", "what_to_do": "Think."}
    }


@pytest.mark.parametrize(("code", "status"), [("busy", 503), ("too-many-requests", 429)])
def test_that_whoever_shall_come_again_is_told_when(code: str, status: int) -> None:
    answer = refusal(KnownError(code, "Not now."))
    assert answer.status_code == status
    assert int(answer.headers["Retry-After"]) >= 1


def test_that_every_code_of_the_table_is_raised_somewhere() -> None:
    folders = (ROOT / "sync", ROOT / "server_stub", ROOT / "engine" / "jobs")
    source = "\n".join(
        path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py") if path.name != "errors.py"
    )
    assert {code for code in STATUS_OF if not re.search(f'KnownError\\(\\s*"{code}"', source)} == set()


def test_that_a_bucket_empties_and_fills_for_each_device_alone() -> None:
    now = [0.0]
    buckets = Buckets(per_s=2.0, burst=3, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b")
    now[0] = 0.5
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    now[0] = 1000.0
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", ""), ("abc", ""), ("", ""), ("Bearer é", "")],
)
def test_that_a_token_is_read_from_its_header(header: str, token: str) -> None:
    assert token_of(header) == token
    assert token_of("Bearer " + "x" * 201) == ""
