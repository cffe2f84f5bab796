"""A proxy of TCP between a client and a server that a test can cut, stall, and mend."""

import contextlib
import socket
import threading


class Proxy:
    """Passes bytes on as long as it may.

    Attributes:
        url: Where clients connect to.
        withheld: Set when a request has passed whose answer is kept back.
        most: Connections at a time, at the most so far.
    """

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._may_pass = threading.Event()
        self._may_pass.set()
        self._may_answer = threading.Event()
        self._may_answer.set()
        self._unanswered = b""
        self.withheld = threading.Event()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._is_cut = False
        self.most = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends all connections, and every new one at once."""
        self._is_cut = True
        for pair in list(self._pairs):
            for end in pair:
                _shut(end)
        self._pairs.clear()

    def stall(self) -> None:
        """Passes nothing on, but keeps connections."""
        self._may_pass.clear()

    def withhold(self, request: bytes) -> None:
        """Passes the next request on that begins with the words, and from then on no answers."""
        self._unanswered = request

    def mend(self) -> None:
        """Passes on as at first."""
        self._is_cut = False
        self._unanswered = b""
        self._may_pass.set()
        self._may_answer.set()

    def close(self) -> None:
        """Ends for good."""
        self.cut()
        self._may_pass.set()
        self._may_answer.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # it was closed
                return
            if self._is_cut:
                _shut(client)
                continue
            try:
                server = socket.create_connection(self._target)
            except OSError:  # the server is away
                _shut(client)
                continue
            pair = (client, server)
            self._pairs.append(pair)
            self.most = max(self.most, len(self._pairs))
            threading.Thread(target=self._ask, args=(pair,), daemon=True).start()
            threading.Thread(target=self._answer, args=(pair,), daemon=True).start()

    def _ask(self, pair: tuple[socket.socket, socket.socket]) -> None:
        client, server = pair
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                self._may_pass.wait()
                if self._unanswered and data.startswith(self._unanswered):
                    self._may_answer.clear()
                    self.withheld.set()
                server.sendall(data)
        self._end(pair)

    def _answer(self, pair: tuple[socket.socket, socket.socket]) -> None:
        client, server = pair
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                self._may_pass.wait()
                self._may_answer.wait()
                client.sendall(data)
        self._end(pair)

    def _end(self, pair: tuple[socket.socket, socket.socket]) -> None:
        for end in pair:
            _shut(end)
        with contextlib.suppress(ValueError):  # the other direction, or a cut, has ended it
            self._pairs.remove(pair)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
