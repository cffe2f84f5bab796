"""The border of the command line: every way in which a command may end becomes an exit code."""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Collection
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

import typer

from desktop.cli.output import end_notes, leave_output, print_error, use_streams
from engine.errors import KnownError

DONE, NO_ANSWER, UNUSABLE, DEFECT = range(4)
PROGRAM = "networx"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)})
_NO_FOLDER = "No usable temporary directory"  # because none takes a file
_COMPLETION = "_NETWORX_COMPLETE"  # set by the shell when it asks for completions


def run(arguments: list[str]) -> int:
    """Execute a command line.

    Returns:
        0 done; 1 the model or run has no answer; 2 the command or its input is unusable; 3 a defect of the product.
    """
    use_streams()
    try:
        return _ended(arguments)
    finally:
        end_notes()


def _ended(arguments: list[str]) -> int:
    as_json = "--json" in arguments
    try:
        return _execute(arguments)
    except KnownError as error:
        print_error(error, as_json=as_json)
        return UNUSABLE
    except BrokenPipeError:
        leave_output()  # whoever read it has enough of it
        return DONE
    except KeyboardInterrupt:
        print_error(KnownError("cancelled", "Cancelled."), as_json=as_json)
        return NO_ANSWER
    except Exception as error:
        if isinstance(error, OSError) and (error.errno in _NO_ROOM or _NO_FOLDER in str(error)):
            leave_output()
            print_error(_room_error(error), as_json=False)
            return UNUSABLE
        from desktop.cli.log import log_file

        with log_file() as path:
            logging.getLogger(PROGRAM).exception("defect in: %s %s [%s]", PROGRAM, " ".join(arguments), sys.version)
        print_error(defect_error(str(path)), as_json=as_json)
        return DEFECT


def defect_error(log: str) -> KnownError:
    """What the user is told of a defect."""
    return KnownError(
        "defect",
        "The product has a defect and could not go on; your project is as it was.",
        where=log,
        what_to_do="Please report it with that log file.",
    )


def _room_error(error: OSError) -> KnownError:
    """The error of a disk that takes no more: of the answer, sent to a file, or of files on the way to it."""
    return KnownError(
        "disk-full",
        f"Nothing more can be written: {error.strerror}.",
        where=str(error.filename or "standard output, or the folder of temporary files"),
        what_to_do="Free some space and try again; your project is as it was.",
    )


def _execute(arguments: list[str]) -> int:
    from desktop.cli.app import COMMANDS, app

    first = arguments[0] if arguments else ""
    if _asks_for_window(arguments):
        from desktop.app import run as run_window

        return run_window(arguments)
    if not first.startswith("-") and first not in COMMANDS and _COMPLETION not in os.environ:
        raise _no_command(first, COMMANDS)
    command = typer.main.get_command(app)
    if _COMPLETION in os.environ:
        command.main(prog_name=PROGRAM)
    try:
        # Not `command.main`, which ends with 1 when the reader of the output has gone.
        with command.make_context(PROGRAM, list(arguments)) as context:
            code = command.invoke(context)
    except typer.Exit as error:
        code = error.exit_code
    except typer.Abort:  # at a question
        raise KeyboardInterrupt from None
    except SystemExit as error:  # a library that prints help ends the program when its reader has gone
        raise BrokenPipeError from error
    except typer.TyperException as error:
        place = f"{first} " if first in COMMANDS else ""
        advice = f"See {PROGRAM} {place}--help."
        raise KnownError(
            "usage", error.format_message(), where=" ".join([PROGRAM, *arguments]), what_to_do=advice
        ) from None
    sys.stdout.flush()
    return int(code or DONE)


def _asks_for_window(arguments: list[str]) -> bool:
    """Whether a command line asks for the application, and this installation has it."""
    wanted = not arguments or (len(arguments) == 1 and arguments[0].endswith(".networx"))
    return wanted and _COMPLETION not in os.environ and find_spec("PySide6") is not None


def _no_command(word: str, commands: Collection[str]) -> KnownError:
    """The error of a command line that names no command: it asks for the desktop application, or is mistyped."""
    if not word or word.endswith(".networx") or Path(word).exists():
        return KnownError(
            "no-desktop",
            "This installation has only the command line; the desktop application is not part of it.",
            where=word,
            what_to_do=f"Install networx-essentials[desktop], or use a command: {', '.join(commands)}. "
            f"{PROGRAM} --help explains them.",
        )
    near = get_close_matches(word, commands, 1)
    guess = f"Did you mean {near[0]}? " if near else ""
    return KnownError("usage", f"There is no command named {word}.", what_to_do=f"{guess}See {PROGRAM} --help.")
