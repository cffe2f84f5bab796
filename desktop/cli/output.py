"""What goes where: the answer to standard output, everything else to standard error."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from engine.errors import KnownError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

UNSEEN_WIDTH = 200  # where no terminal tells its own


def use_streams() -> None:
    """Make both streams UTF-8, whatever the console's code page; what a console cannot show is written as escapes.

    A stream that whoever started the program has closed is one that nobody reads.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as the program
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def leave_output() -> None:
    """Write no more to standard output; Python would complain at its end, when it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def end_notes() -> None:
    """Forget notes that nobody reads any more; Python would end with a code of its own, unable to flush them."""
    try:
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def out() -> Console:
    """Standard output for people: tables and text, never marked up by what a name holds."""
    return _console(sys.stdout)


def err() -> Console:
    """Standard error for people."""
    return _console(sys.stderr)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    class Plain(Console):
        """Leaves it to the command what becomes of it when a reader has gone."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    width = None if stream.isatty() else UNSEEN_WIDTH
    return Plain(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=False, width=width)


def print_json(document: Any) -> None:
    """The one JSON document of a command; numbers without any locale, names as they are."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def note(text: str | Text) -> None:
    """A line for the user beside the answer; where its reader has gone, nothing ends for that."""
    with suppress(OSError):
        err().print(text)


def error_document(error: KnownError) -> dict[str, Any]:
    """The error as JSON."""
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            "where": error.where,
            "what_to_do": error.what_to_do,
        }
    }


def print_error(error: KnownError, *, as_json: bool) -> None:
    """Tell an error: what happened, where, and what to do."""
    if as_json:
        try:
            print_json(error_document(error))
            sys.stdout.flush()
        except OSError:  # it takes no more, or its reader has gone
            leave_output()
        else:
            return
    from rich.text import Text

    text = Text("Error: ", style="bold red").append(error.message, style="default")
    if error.where:
        text.append(f"\n  where: {error.where}", style="default")
    if error.what_to_do:
        text.append(f"\n  what to do: {error.what_to_do}", style="default")
    note(text)
