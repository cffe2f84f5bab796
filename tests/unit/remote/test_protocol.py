"""Which applications a server understands, and what the others are told."""

import pytest

from engine.errors import KnownError
from sync.protocol import OLDEST, SPOKEN, check_client


@pytest.mark.parametrize("said", [str(SPOKEN), str(OLDEST)])
def test_that_this_version_and_the_one_before_are_understood(said: str) -> None:
    check_client(said)


def test_that_applications_of_before_there_was_a_version_are_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    check_client("")
    monkeypatch.setattr("sync.protocol.OLDEST", 2)
    with pytest.raises(KnownError) as met:
        check_client("")
    assert met.value.code == "client-too-old"
    assert "version 1" in met.value.message


@pytest.mark.parametrize(
    ("said", "code", "advice"),
    [
        (str(OLDEST - 1), "client-too-old", "Update the application"),
        (str(SPOKEN + 1), "server-too-old", "Ask whoever runs the server"),
        ("two", "protocol-unreadable", ""),
        ("-1", "protocol-unreadable", ""),
        ("2" * 5000, "protocol-unreadable", ""),
        ("²", "protocol-unreadable", ""),
    ],
)
def test_that_all_others_are_refused_and_told_what_to_do(said: str, code: str, advice: str) -> None:
    with pytest.raises(KnownError) as met:
        check_client(said)
    assert met.value.code == code
    assert met.value.what_to_do.startswith(advice)
