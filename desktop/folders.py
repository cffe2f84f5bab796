"""Folders of this user: where settings, pictures, jobs and new projects go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """Where the application keeps what is not in a project.

    Attributes:
        settings: File of the preferences.
        pictures: Small maps of the start page; may be deleted at any time.
        jobs: Runs under way.
        projects: Where new projects are made unless the user says otherwise.
    """

    settings: Path
    pictures: Path
    jobs: Path
    projects: Path


def user_folders() -> Folders:
    """The folders as this system has them."""
    import platformdirs

    return Folders(
        settings=platformdirs.user_config_path("networx", appauthor=False) / "settings.ini",
        pictures=platformdirs.user_cache_path("networx", appauthor=False) / "maps",
        jobs=platformdirs.user_data_path("networx", appauthor=False) / "jobs",
        projects=platformdirs.user_documents_path() / "NetWORX",
    )
