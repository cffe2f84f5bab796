"""The program: the command line, and the child processes that it starts of itself."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the part of the program that the first argument names; the process ends with the exit code."""
    sys.exit(_part(sys.argv[1:]))


def _part(arguments: list[str]) -> int:
    # The options by which a frozen program is its own child; written out, so that nothing else is imported for help.
    match arguments[:1]:
        case ["--run"]:
            from engine.runs.child import main as run_child

            return run_child()
        case ["--read-workbook"]:
            from engine.io.child import main as read_workbook

            return read_workbook()
        case ["--report"]:
            from desktop.reports.child import main as make_report

            return make_report()
        case ["--serve"]:
            from desktop.compute.serve import main as serve

            return serve()
        case ["--worker"]:
            from sync.jobs.worker import main as work

            return work(arguments[1:])
        case _:
            return _command(arguments)


def _command(arguments: list[str]) -> int:
    try:
        from desktop.cli.main import run

        return run(arguments)
    except KeyboardInterrupt:  # while the program was still being loaded
        sys.stderr.write("Error: Cancelled.\n")
        return 1


if __name__ == "__main__":
    main()
