"""The server's programs as real processes on this computer: for development, tests and measures."""

from server_stub.loopback.nginx import Nginx
from server_stub.loopback.postgresql import PostgreSQL
from server_stub.loopback.redis import Redis
from server_stub.loopback.stack import Stack

__all__ = ["Nginx", "PostgreSQL", "Redis", "Stack"]
