"""The tree of commands."""

from __future__ import annotations

import typer

from desktop.cli.commands import (
    compare,
    explain,
    export,
    import_,
    login,
    logout,
    new,
    results,
    runs,
    samples,
    solve,
    sweep,
    template,
    validate,
)

EXIT_CODES = (
    "Exit codes: 0 done; 1 the model or run has no answer; 2 the command or its input file is unusable; "
    "3 a defect of the product."
)
_MODULES = (
    samples,
    new,
    template,
    import_,
    validate,
    solve,
    explain,
    results,
    compare,
    export,
    sweep,
    login,
    logout,
    runs,
)

app = typer.Typer(
    name="networx",
    help="Design supply-chain networks: tables in, answers with status, gap and every cost out.",
    epilog=EXIT_CODES,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

for _module in _MODULES:
    app.command(_module.NAME, epilog="\n\n".join(("Examples:", *_module.EXAMPLES)))(_module.command)

COMMANDS = tuple(module.NAME for module in _MODULES)
