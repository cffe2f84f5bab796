"""What the page of help can show: one text for each table, the rules of validation, the glossary."""

from __future__ import annotations

from importlib.resources import files

from engine.schema import INPUT_TABLES, RESULT_TABLES
from engine.schema.page import settings_section, table_section
from engine.validation.catalogue import rules_page

GLOSSARY, RULES, SETTINGS = "glossary", "rules", "settings names"


def topics() -> tuple[str, ...]:
    """Names of all texts, in the order in which they are offered."""
    return (GLOSSARY, RULES, SETTINGS, *INPUT_TABLES, *RESULT_TABLES)


def text_of(topic: str) -> str:
    """A text in Markdown."""
    if topic == GLOSSARY:
        return files("resources").joinpath("glossary.md").read_text("utf-8")
    if topic == RULES:
        return rules_page()
    if topic == SETTINGS:
        return settings_section()
    return table_section(INPUT_TABLES.get(topic) or RESULT_TABLES[topic])
