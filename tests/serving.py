"""The whole server as processes of their own, and a keyring in memory: what tests of its clients share."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from server_stub.loopback.stack import Stack
from tests.proxy import Proxy

PASSWORD = "correct horse battery"


class MemoryKeyring(KeyringBackend):
    """Keeps what it is given as long as it lives."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        try:
            del self.kept[service, username]
        except KeyError:
            raise PasswordDeleteError(username) from None


@contextmanager
def keyring_in_memory() -> Iterator[MemoryKeyring]:
    """Puts a keyring in the place of the system's."""
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@contextmanager
def whole_server(**further: str) -> Iterator[Stack]:
    """PostgreSQL, Redis, one process of the API, one worker and nginx; with further settings."""
    folder = Path(tempfile.mkdtemp(prefix="networx-stack-"))
    folder.chmod(0o755)
    settings = {"NETWORX_PASSWORD_KIB": "64", "NETWORX_REQUESTS_PER_S": "1000", "NETWORX_REQUESTS_BURST": "1000"}
    settings |= further
    try:
        with Stack(folder, apis=1, settings=settings, postgresql=["fsync=off"]) as stack:
            yield stack
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def proxy_to(stack: Stack) -> Iterator[Proxy]:
    """A proxy before the API; workers that a failed test has paused go on in the end."""
    with contextlib.closing(Proxy(stack.apis[0].port)) as made:
        yield made
    for worker in stack.workers:
        stack.resume(worker)
