"""The written budget of connections to PostgreSQL: what each process may hold at most, and what that adds up to."""

from __future__ import annotations

from dataclasses import dataclass

MAX_CONNECTIONS = 60
"""As in the configuration of PostgreSQL."""
RESERVED = 3
"""Kept by PostgreSQL for its superuser, to look after a server that is full."""

API_POOL = 8
WORKER_POOL = 3
COMMANDS = 6
"""For backup, restore test, migrating, monitoring and whoever looks by hand, together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Processes of a deployment and the most connections that one of each may hold.

    Attributes:
        apis: Processes of the API.
        optimisation_workers, file_workers: Worker processes, on all machines together.
        api_pool, worker_pool: Sizes of the pools of one process.
    """

    apis: int = 2
    optimisation_workers: int = 1
    file_workers: int = 1
    api_pool: int = API_POOL
    worker_pool: int = WORKER_POOL

    @property
    def connections(self) -> int:
        """The most that all of them hold at once."""
        workers = self.optimisation_workers + self.file_workers
        return self.apis * self.api_pool + workers * self.worker_pool + COMMANDS

    def spare(self, max_connections: int = MAX_CONNECTIONS, reserved: int = RESERVED) -> int:
        """Connections that are left; below zero where the budget does not fit."""
        return max_connections - reserved - self.connections

    def more_workers(self, max_connections: int = MAX_CONNECTIONS) -> int:
        """How many worker processes may be added."""
        return max(0, self.spare(max_connections) // self.worker_pool)
