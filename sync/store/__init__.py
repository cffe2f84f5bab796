"""The stored project: one file, one unit of work, a history that survives, and the runs; the only SQLAlchemy."""

from sync.store.copying import copy_project
from sync.store.file import OpenMode
from sync.store.journal import JournalEntry, Origin
from sync.store.project import Listener, Project
from sync.store.runs import StoredRuns
from sync.store.view import Asked

__all__ = ["Asked", "JournalEntry", "Listener", "OpenMode", "Origin", "Project", "StoredRuns", "copy_project"]
