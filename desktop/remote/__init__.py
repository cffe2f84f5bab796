"""The shared server as windows see it: the connection, its runs, and runs of both places joined."""

from desktop.remote.connection import Connection
from desktop.remote.joined_runs import JoinedRuns
from desktop.remote.server_runs import ServerRuns

__all__ = ["Connection", "JoinedRuns", "ServerRuns"]
