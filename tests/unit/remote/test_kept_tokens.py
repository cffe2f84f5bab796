"""Where the token of a device is kept, and where not."""

from pathlib import Path

import keyring
import pytest

from engine.errors import KnownError
from sync.remote.servers import TOKEN_VARIABLE, KnownServer, Servers
from tests.serving import MemoryKeyring, keyring_in_memory

URL = "https://server.example"


class PlainKeyring(MemoryKeyring):
    """One that writes secrets down as they are; the library does not recommend it."""

    priority = 0.5


def test_that_a_token_is_kept_in_the_keyring_of_the_system(tmp_path: Path) -> None:
    with keyring_in_memory():
        servers = Servers(tmp_path / "servers.json")
        assert servers.keep_token(URL, "secret")
        assert servers.token(URL) == "secret"


def test_that_a_token_is_not_given_to_a_keyring_that_is_not_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = PlainKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: plain)
    servers = Servers(tmp_path / "servers.json")
    assert not servers.keep_token(URL, "secret")
    assert not list(tmp_path.iterdir())


def test_that_what_an_account_shares_is_known_when_it_signs_in_again_and_to_no_other(tmp_path: Path) -> None:
    servers = Servers(tmp_path / "servers.json")
    with keyring_in_memory():
        servers.remember(KnownServer(url=URL, email="ann@example.com"))
        servers.share(URL, "here", "there")
        servers.forget(URL)
        assert servers.current() is None
        assert servers.get(URL) is None
        servers.remember(KnownServer(url=URL, email="bob@example.com"))
        assert servers.get(URL) == KnownServer(url=URL, email="bob@example.com")
        servers.remember(KnownServer(url=URL, email="ann@example.com"))
    current = servers.current()
    assert current is not None
    assert (current.email, current.projects) == ("ann@example.com", {"here": "there"})


@pytest.mark.parametrize("given", ["two\nlines", "schlüssel"])
def test_that_a_variable_that_holds_no_token_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, given)
    with pytest.raises(KnownError) as met:
        Servers(tmp_path / "servers.json").token(URL)
    assert TOKEN_VARIABLE in met.value.where
    assert given not in str(met.value)


def test_that_a_token_with_the_end_of_its_line_is_taken_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "secret\n")
    assert Servers(tmp_path / "servers.json").token(URL) == "secret"
