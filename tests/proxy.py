"""A proxy of TCP between a client and a server that a test can cut, stall, and mend."""

import contextlib
import socket
import threading


class Proxy:
    """Passes bytes on as long as it may.

    Attributes:
        url: Where clients connect to.
    """

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._may_pass = threading.Event()
        self._may_pass.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends all connections, and every new one at once."""
        self._is_cut = True
        for pair in self._pairs:
            for end in pair:
                _shut(end)
        self._pairs.clear()

    def stall(self) -> None:
        """Passes nothing on, but keeps connections."""
        self._may_pass.clear()

    def mend(self) -> None:
        """Passes on as at first."""
        self._is_cut = False
        self._may_pass.set()

    def close(self) -> None:
        """Ends for good."""
        self.cut()
        self._may_pass.set()
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
            self._pairs.append((client, server))
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._may_pass.wait()
                sink.sendall(data)
        _shut(source)
        _shut(sink)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
