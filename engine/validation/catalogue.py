"""The list of rules as a page of the documentation, written from the rules themselves."""

from __future__ import annotations

import re

from engine.issues import Severity
from engine.validation.registry import POSTPONED, THEMES
from engine.validation.rule import Rule

_PLACE = re.compile(r"\{(\w+)\}")
_WEIGHTS = {
    Severity.ERROR: "An **error** stops a run",
    Severity.WARNING: "a **warning** points at something that is probably not meant",
    Severity.NOTE: "a **note** tells of something that is easily overlooked",
}


def rules_page() -> str:
    """The page as Markdown: every rule under its theme, with what it says, why, and what to do."""
    weights = "; ".join(_WEIGHTS.values())
    head = (
        "# Rules of validation\n\n"
        "Written from the rules by `python dev.py docs`; not edited by hand.\n\n"
        f"{weights}. Words in ‹brackets› stand for what the row says.\n"
    )
    themes = [f"## {theme.title}\n\n" + "\n".join(map(_entry, theme.rules)) for theme in THEMES]
    return "\n".join([head, *themes, f"## Order of the checks\n\n{_entry(POSTPONED)}"])


def _entry(rule: Rule) -> str:
    lines = (
        f"### `{rule.code}`",
        f"{rule.title}. *{rule.severity.value.capitalize()}.*",
        f"> {_PLACE.sub(lambda place: f'‹{place.group(1)}›', rule.message)}",
        f"{rule.why} {rule.fix}",
    )
    return "\n\n".join(lines) + "\n"
