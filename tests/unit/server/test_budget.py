"""The connections of all processes fit into what PostgreSQL takes, as configured."""

import re

from server_stub.loopback.rendering import DEPLOY
from server_stub.settings import ServerSettings
from sync.server.budget import MAX_CONNECTIONS, RESERVED, Budget


def settings() -> ServerSettings:
    return ServerSettings.model_validate({"database_url": "postgresql://localhost/x", "redis_url": "redis://localhost"})


def configured(name: str) -> int:
    text = (DEPLOY / "postgresql" / "postgresql.conf").read_text("utf-8")
    (value,) = re.findall(rf"^{name}\s*=\s*(\d+)", text, re.MULTILINE)
    return int(value)


def test_that_the_budget_knows_how_postgresql_is_configured() -> None:
    assert configured("max_connections") == MAX_CONNECTIONS
    assert configured("superuser_reserved_connections") == RESERVED


def test_that_the_pools_of_all_processes_fit() -> None:
    told = settings()
    budget = Budget(api_pool=told.pool_size, worker_pool=told.worker_pool_size)
    assert budget == Budget()
    assert budget.connections < MAX_CONNECTIONS - RESERVED


def test_that_a_budget_tells_how_many_workers_may_be_added() -> None:
    full = Budget(optimisation_workers=1 + Budget().more_workers())
    assert 0 <= full.spare() < full.worker_pool
    assert full.more_workers() == 0
    assert Budget(apis=20).spare() < 0
