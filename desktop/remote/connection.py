"""The connection to the shared server: who is signed in, and whether the server answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.listening import is_heard
from desktop.remote.errands import Errands
from engine.errors import KnownError
from sync.protocol import TOO_OLD

if TYPE_CHECKING:
    from sync.remote import KnownServer, Server, Servers

T = TypeVar("T")
_LOOK_MS = 10_000
_SIGNED_OUT = ("signed-out", "token-missing")


class State(Enum):
    """How the connection stands."""

    ALONE = auto()
    CONNECTING = auto()
    CONNECTED = auto()
    OFFLINE = auto()
    SIGNED_OUT = auto()


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the user enters to sign in; with an invite the account is made.

    Attributes:
        url: Address of the server.
        certificate: File with the certificates to trust; empty for those of the system.
        email: Of the account.
        password: Its password.
        invite: Empty for an account that there is.
        name: Of the user, with an invite.
    """

    url: str
    certificate: str
    email: str
    password: str
    invite: str = ""
    name: str = ""


class Connection(QObject):
    """One for all windows. Nothing here waits.

    Signals:
        changed(): State, server or account are others.

    Attributes:
        state: How it stands.
        url: Address of the server; empty where there is none.
        email: Of the account.
        error: Why the server cannot be used; None where it can.
        keeps_token: Whether this computer has a safe place for the sign-in; else it ends with the program.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None, servers_path: Path | None = None) -> None:
        """Know nothing yet.

        Args:
            parent: Owner.
            servers_path: File of the known servers; None for the user's own.
        """
        super().__init__(parent)
        self.state = State.ALONE
        self.url = self.email = ""
        self.error: KnownError | None = None
        self.keeps_token = True
        self._path = servers_path
        self._server: Server | None = None
        self._opened: list[Server] = []
        self._is_looking = False
        self._errands = Errands(self)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def server(self) -> Server | None:
        """The server as the account sees it; None where nobody is signed in. For other threads only."""
        return self._server if self.state in (State.CONNECTED, State.OFFLINE) else None

    def servers(self) -> Servers:
        """The known servers; for other threads only."""
        from sync.remote import Servers

        return Servers(self._path)

    def start(self) -> None:
        """Takes up the account used last."""
        self._errands.ask(self._recalled, self._on_recalled, self._on_failed)

    def look(self) -> None:
        """Asks whether the server answers, unless that is being asked."""
        server = self._server
        if server is None or self._is_looking:
            return
        self._is_looking = True
        self._errands.ask(server.whoami, self._on_heard, self._on_failed)

    def enter(self, entrance: Entrance, done: Callable[[], None], failed: Callable[[KnownError], None]) -> None:
        """Signs in, or accepts an invite.

        Args:
            entrance: What was entered; the password is not kept.
            done: Runs when it is done.
            failed: Runs with what the server or this computer objects to; everything is as before then.
        """

        def entered(found: tuple[Server, KnownServer, bool]) -> None:
            server, known, self.keeps_token = found
            self._use(server, known)
            done()

        self._errands.ask(lambda: self._entered(entrance), entered, failed)

    def ask(
        self, work: Callable[[Server], T], answer: Callable[[T], None], failed: Callable[[KnownError], None]
    ) -> None:
        """Asks the server as the account that is signed in.

        Args:
            work: Runs on another thread.
            answer: Runs with what came out.
            failed: Runs with what the server objects to, or why it cannot be reached.
        """
        server = self._server

        def asked() -> T:
            if server is None:
                raise KnownError("signed-out", "Nobody is signed in.", what_to_do="Sign in first.")
            return work(server)

        def refused(error: KnownError) -> None:
            self.met(error)
            if is_heard(failed):
                failed(error)

        self._errands.ask(asked, answer, refused)

    def leave(self, done: Callable[[], None]) -> None:
        """Signs out: the server refuses this device, this computer forgets its token. Runs there go on."""
        server, url = self._server, self.url

        def leave() -> KnownError | None:
            met = None
            if server is not None:
                try:
                    server.sign_out()
                except KnownError as error:
                    met = None if error.code in _SIGNED_OUT else error
            self.servers().forget(url)
            return met

        def left(met: KnownError | None) -> None:
            self._server = None
            self.url = self.email = ""
            self._stand(State.ALONE, met)
            done()

        self._timer.stop()
        self._errands.ask(leave, left, self._on_failed)

    def met(self, error: KnownError) -> None:
        """Hears of an error that somebody met at the server."""
        if not self.url:  # signed out on purpose; what is still under way fails now
            return
        if error.code in _SIGNED_OUT:
            self._stand(State.SIGNED_OUT, error)
        elif getattr(error, "pause_s", None) is not None or error.code in TOO_OLD:
            self._stand(State.OFFLINE, error)

    def stop(self) -> None:
        """Ends; does not wait."""
        self._timer.stop()
        self._errands.stop(self._close_all)

    def _close_all(self) -> None:
        """Not before the end: runs may still be followed over a connection that nobody signs in with any more."""
        for server in self._opened:
            server.close()

    def _made(self, url: str, token: str, certificate: str) -> Server:
        from sync.remote import Server

        server = Server(url, token, certificate)
        self._opened.append(server)
        return server

    def _recalled(self) -> tuple[KnownServer | None, Server | None]:
        if self._path is not None and not self._path.exists():
            return None, None  # nobody who works alone waits for what speaks HTTP
        servers = self.servers()
        known = servers.current()
        token = servers.token(known.url) if known is not None else ""
        return known, self._made(known.url, token, known.certificate) if known is not None and token else None

    def _on_recalled(self, found: tuple[KnownServer | None, Server | None]) -> None:
        known, server = found
        if known is None:
            return
        self.url, self.email = known.url, known.email
        if server is None:
            self._stand(State.SIGNED_OUT, None)
            return
        self._server = server
        self._stand(State.CONNECTING, None)
        self._timer.start()
        self.look()

    def _entered(self, entrance: Entrance) -> tuple[Server, KnownServer, bool]:
        import platform

        from sync.remote import KnownServer

        server = self._made(entrance.url, "", entrance.certificate)
        device = platform.node() or "computer"
        if entrance.invite:
            signed = server.accept(entrance.invite, entrance.name, entrance.password, device)
        else:
            signed = server.sign_in(entrance.email, entrance.password, device)
        servers = self.servers()
        known = KnownServer(url=server.url, email=signed.email, certificate=entrance.certificate)
        servers.remember(known)
        return server, known, servers.keep_token(server.url, signed.token)

    def _use(self, server: Server, known: KnownServer) -> None:
        self._server, self.url, self.email = server, known.url, known.email
        self._timer.start()
        self._stand(State.CONNECTED, None)

    def _on_heard(self, email: str) -> None:
        self._is_looking = False
        self.email = email
        self._stand(State.CONNECTED, None)

    def _on_failed(self, error: KnownError) -> None:
        self._is_looking = False
        if error.code in _SIGNED_OUT:
            self._stand(State.SIGNED_OUT, error)
        else:
            self._stand(State.OFFLINE if self._server is not None else State.ALONE, error)

    def _stand(self, state: State, error: KnownError | None) -> None:
        before = (self.state, str(self.error), self.url, self.email)
        self.state, self.error = state, error
        if state is State.SIGNED_OUT:
            self._server = None
            self._timer.stop()
        if before != (state, str(error), self.url, self.email):
            self.changed.emit()
