"""What the server keeps and decides, without HTTP: accounts, projects, runs, files, in PostgreSQL."""

from sync.server.database import Database

__all__ = ["Database"]
