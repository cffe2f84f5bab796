"""What the server is told from outside: variables of the environment, and secrets as files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pydantic import Field, PositiveFloat, PositiveInt, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.errors import KnownError
from sync.server.budget import API_POOL, WORKER_POOL

PREFIX = "NETWORX_"
SECRETS_VARIABLE = "NETWORX_SECRETS_DIR"


class ServerSettings(BaseSettings):
    """Each field is the variable ``NETWORX_`` + its name, or a file of that name (small letters) among the secrets."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True)

    database_url: SecretStr = Field(description="PostgreSQL, as the role that sees rows by their policies alone.")
    redis_url: SecretStr = Field(description="Redis, the bell of the queues.")
    database_owner_url: SecretStr = Field(
        SecretStr(""), description="PostgreSQL, as the owner of the tables; for `networx-server migrate` alone."
    )
    database_certificate: str = Field("", description="File with the certificates to trust; empty: the system's.")
    public_url: str = Field("https://localhost", description="Where clients reach the server.")
    door: str = Field(
        "", description="Where this process reaches nginx, as host:port; empty: at the address where clients do."
    )
    pool_size: PositiveInt = Field(API_POOL, description="The most connections to PostgreSQL of one API process.")
    worker_pool_size: PositiveInt = Field(
        WORKER_POOL, description="The most connections to PostgreSQL of one worker process."
    )
    statement_timeout_s: PositiveFloat = Field(15.0, description="The longest that a statement may take.")
    password_kib: PositiveInt = Field(46 * 1024, description="Memory that one hash of a password takes, in KiB.")
    requests_per_s: PositiveFloat = Field(10.0, description="Requests of one device, on average.")
    requests_burst: PositiveInt = Field(40, description="Requests of one device, at once.")
    body_bytes: PositiveInt = Field(1 << 20, description="The longest body of a request that carries no file.")
    blob_bytes: PositiveInt = Field(256 << 20, description="The longest frozen network or result.")
    upload_bytes: PositiveInt = Field(150 << 20, description="The longest workbook.")
    slow_body_s: PositiveFloat = Field(
        20.0, description="Seconds that a client may keep us waiting for its body, besides those that 16 KiB/s take."
    )
    waiting_per_account: PositiveInt = Field(500, description="Runs of one account that may wait at once.")
    projects_per_account: PositiveInt = Field(200, description="Projects that one account may own.")
    project_gib: PositiveInt = Field(
        10, description="What one project may hold of networks, results and files, in GiB."
    )
    keep_runs_days: PositiveInt = Field(
        180, description="Days after which networks and results of ended runs, and files, are removed."
    )
    keep_stories_days: PositiveInt = Field(
        30, description="Days after which what a run told on its way is removed; how it ended stays."
    )
    keep_records_days: PositiveInt = Field(
        1095, description="Days after which the figures of ended runs and files, too, are removed."
    )
    slots: PositiveInt = Field(1, description="Runs that one worker process computes at once.")
    memory_bytes: int = Field(
        0, ge=0, description="Memory of all that a worker process computes; 0: 90 % of the machine's, 3 GiB for a file."
    )
    run_attempts: PositiveInt = Field(3, description="How often a run may be begun, when workers die.")
    run_hours: PositiveFloat = Field(24.0, description="The longest that a run may take.")
    lease_s: PositiveFloat = Field(20.0, description="How long a worker may be silent before others take its runs.")
    work_dir: Path = Field(
        Path(tempfile.gettempdir(), "networx"), description="Where workers keep what they compute on."
    )
    backup_dir: Path | None = Field(None, description="Where the API sees the backups, to tell their age.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")


def read_settings() -> ServerSettings:
    """The settings of this process.

    Raises:
        KnownError: ``settings-unusable``, naming each variable and what is wrong with it, never its value.
    """
    folder = os.environ.get(SECRETS_VARIABLE)
    try:
        return ServerSettings(_secrets_dir=folder)  # type: ignore[call-arg]
    except ValidationError as error:
        wrong = "; ".join(
            f"{PREFIX}{'.'.join(map(str, found['loc'])).upper()}: {found['msg']}" for found in error.errors()
        )
        raise KnownError(
            "settings-unusable",
            f"The settings cannot be used: {wrong}.",
            what_to_do="Set them in the environment, or as files in the folder of secrets; see .env.example.",
        ) from error
