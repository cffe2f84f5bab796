"""A qtbot that waits as long as all tests wait, whatever a test asks for: a deadline is no measure of speed."""

from typing import Any

from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_MS


class PatientBot(QtBot):
    """Never gives up sooner than after `PATIENCE_MS`."""

    def waitActive(self, widget: Any, *, timeout: int = 0) -> Any:  # noqa: N802
        return super().waitActive(widget, timeout=max(timeout, PATIENCE_MS))

    def waitExposed(self, widget: Any, *, timeout: int = 0) -> Any:  # noqa: N802
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = 0, **more: Any) -> Any:  # noqa: N802
        # Without `raising`, the deadline is how long a test looks at something that must not come.
        return super().waitSignal(signal, timeout=_of(timeout, more), **more)

    def waitSignals(self, signals: Any, *, timeout: int = 0, **more: Any) -> Any:  # noqa: N802
        return super().waitSignals(signals, timeout=_of(timeout, more), **more)

    def waitUntil(self, callback: Any, *, timeout: int = 0) -> None:  # noqa: N802
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitCallback(self, *, timeout: int = 0, raising: bool | None = None) -> Any:  # noqa: N802
        return super().waitCallback(timeout=_of(timeout, {"raising": raising}), raising=raising)


def _of(timeout: int, more: dict[str, Any]) -> int:
    return timeout if more.get("raising") is False else max(timeout, PATIENCE_MS)
