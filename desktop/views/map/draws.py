"""The process that draws the pictures of maps."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.calls import CallPool
from desktop.calls.command import own_command
from desktop.context import Context


def own_draws(context: Context, parent: QObject) -> CallPool:
    """A process of a page's own: pictures never wait for other work. It ends with the project.

    Args:
        context: Where failures are told.
        parent: Owner.
    """
    pool = CallPool(own_command("--serve"), 1, parent)
    pool.failed.connect(context.session.failed)
    context.session.closed.connect(pool.stop)
    return pool
