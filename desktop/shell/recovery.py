"""After the program was cut off: what is kept and what was interrupted, told when the project is opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.context import Context
from desktop.shell.notice import Notice
from desktop.shell.sheet import Choice
from desktop.shell.times import local_time
from desktop.words import counted

if TYPE_CHECKING:
    from sync.store import Project


def tell_of_recovery(context: Context, notice: Notice) -> None:
    """Puts a message up where the program that had the project open before did not come to its end."""
    if not context.session.was_cut_off:
        return

    def tell(found: tuple[int, str, int]) -> None:
        notice.tell(_words(*found), Choice(_tr("History"), lambda: context.navigation.open_page("history")))

    context.session.ask(_found, tell)


def _found(project: Project) -> tuple[int, str, int]:
    """The newest version, when it was made, and how many runs had not ended."""
    history = project.history()
    pending = sum(not record.status.is_final for record in project.runs.list())
    return (history[-1].version, history[-1].created, pending) if history else (0, "", pending)


def _words(version: int, created: str, runs: int) -> str:
    sentences = [_tr("The program was cut off last time.")]
    if version:
        kept = _tr("Every change is kept, up to number {version} of {time}.")
        sentences.append(kept.replace("{version}", QLocale().toString(version)).replace("{time}", local_time(created)))
    if runs:
        one, many = _tr("1 run had not ended; the page of runs tells."), _tr("{n} runs had not ended; see the runs.")
        sentences.append(counted(runs, one, many))
    return " ".join(sentences)


def _tr(text: str) -> str:
    return QCoreApplication.translate("recovery", text)
