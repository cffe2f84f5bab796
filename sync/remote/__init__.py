"""A laptop's side of the shared server: signing in, handing runs in, following them, fetching results."""

from sync.remote.client import Server
from sync.remote.servers import KnownServer, Servers

__all__ = ["KnownServer", "Server", "Servers"]
