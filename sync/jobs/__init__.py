"""Jobs kept in a database, and the worker process that executes them on this computer."""

from sync.jobs.desk import JobDesk
from sync.jobs.folder import JobFolder
from sync.jobs.store import StoredJobs

__all__ = ["JobDesk", "JobFolder", "StoredJobs"]
