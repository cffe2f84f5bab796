"""The connection of those few commands that work as the owner of the tables."""

from __future__ import annotations

from engine.errors import KnownError
from server_stub.settings import read_settings
from sync.server import Database


def connect_as_owner(application: str) -> Database:
    """Connections as the owner; two at most.

    Raises:
        KnownError: ``settings-unusable``: nobody says who the owner is.
    """
    settings = read_settings()
    url = settings.database_owner_url.get_secret_value()
    if not url:
        raise KnownError(
            "settings-unusable",
            "The owner of the tables is not known.",
            what_to_do="Set NETWORX_DATABASE_OWNER_URL, for this command alone.",
        )
    return Database(url, application=application, pool_size=2, certificate=settings.database_certificate)
