"""Defects: what no code expected is written to the log and told, and the window stays."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from desktop.cli.log import log_handler
from engine.errors import KnownError


class Defects(QObject):
    """Takes the exceptions that nobody caught in slots and events.

    Signals:
        met(KnownError): A defect was met; the error names the log file.
    """

    met = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._handler: RotatingFileHandler = log_handler()
        logging.getLogger().addHandler(self._handler)
        sys.excepthook = self._on_exception

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KnownError):
            self.met.emit(error)
            return
        logging.getLogger("networx").error("defect in the window", exc_info=(kind, error, trace))
        self.met.emit(
            KnownError(
                "defect",
                "The product has a defect; your project is as it was.",
                where=self._handler.baseFilename,
                what_to_do="Please report it with that log file.",
            )
        )
