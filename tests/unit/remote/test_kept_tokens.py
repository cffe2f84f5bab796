"""Where the token of a device is kept, and where not."""

from pathlib import Path

import keyring
import pytest

from sync.remote.servers import Servers
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
