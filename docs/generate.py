"""Write the pages of the documentation that are derived from the code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.schema.page import schema_page
from engine.validation.catalogue import rules_page

FOLDER = Path(__file__).resolve().parent
PAGES: Mapping[str, Callable[[], str]] = {"schema.md": schema_page, "rules.md": rules_page}
GLOSSARY = FOLDER.parent / "GLOSSARY.md"
SHIPPED_GLOSSARY = FOLDER.parent / "resources" / "glossary.md"  # as the application shows it


def write_pages(folder: Path = FOLDER) -> list[Path]:
    """Write every page whose text has changed; gives the files written.

    Args:
        folder: Folder of the pages.
    """
    return [folder / name for name, page in PAGES.items() if _write(folder / name, page())]


def _write(path: Path, text: str) -> bool:
    if path.exists() and path.read_text("utf-8") == text:
        return False
    path.write_text(text, "utf-8", newline="\n")
    return True


def ship_glossary() -> list[Path]:
    """Copy the glossary to what ships with the application; gives the file where it has changed."""
    return [SHIPPED_GLOSSARY] if _write(SHIPPED_GLOSSARY, GLOSSARY.read_text("utf-8")) else []


if __name__ == "__main__":
    for written in write_pages() + ship_glossary():
        sys.stdout.write(f"wrote {written.relative_to(FOLDER.parent)}\n")
