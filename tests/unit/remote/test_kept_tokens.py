"""Where the token of a device is kept, and where not."""

from pathlib import Path

import keyring
import pytest

from sync.remote.servers import KnownServer, Servers
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
