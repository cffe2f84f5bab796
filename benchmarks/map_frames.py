"""Pan and zoom a large map and tell how it went, as JSON: ``python -m benchmarks.map_frames CUSTOMERS SECONDS``.

A process of its own, as the window is: its pictures are drawn by another process, as in the application.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.map.map_view import MapView
    from desktop.map.scene import Scene

FACILITIES, PLANTS = 200, 10
SIZE = (1440, 900)
CRISP_TIMES = 7
SEED = 20270101


def network(customers: int) -> Scene:
    """Customers all over the United States, each served by the next of some warehouses, those by any of some plants."""
    from desktop.map.projection import to_world
    from desktop.map.scene import Flows, Kind, Names, Scene, Sites

    random = np.random.default_rng(SEED)
    count = FACILITIES + customers
    x, y = to_world(random.uniform(-124, -68, count), random.uniform(26, 49, count))
    places = np.column_stack([x, y])
    serving = np.concatenate([_nearest(places[part], places[PLANTS:FACILITIES]) for part in _parts(count)]) + PLANTS
    wanted = random.gamma(1.2, 50.0, customers)
    throughput = np.bincount(serving, weights=wanted, minlength=FACILITIES)
    kind = np.repeat([Kind.PLANT, Kind.WAREHOUSE, Kind.CUSTOMER], [PLANTS, FACILITIES - PLANTS, customers])
    origin = np.concatenate([random.integers(0, PLANTS, FACILITIES - PLANTS), serving])
    destination = np.arange(PLANTS, count)
    quantity = np.concatenate([throughput[PLANTS:], wanted])
    order = np.argsort(quantity)
    sites = Sites(
        names=Names.of([f"Site {number}" for number in range(count)]),
        kind=kind.astype(np.int8),
        state=np.zeros(count, dtype=np.int8),
        x=x,
        y=y,
        amount=np.concatenate([throughput, wanted]),
        share=np.ones(count),
        colour=np.full(count, -1, dtype=np.int16),
    )
    flows = Flows(
        origin=origin[order].astype(np.int32),
        destination=destination[order].astype(np.int32),
        quantity=quantity[order],
        colour=(destination[order] >= FACILITIES).astype(np.int16),
    )
    return Scene(sites, flows, keys=("Into facilities", "To customers"))


def _parts(count: int, size: int = 2_000) -> list[slice]:
    return [slice(start, min(start + size, count)) for start in range(FACILITIES, count, size)]


def _nearest(places: np.ndarray, to: np.ndarray) -> np.ndarray:
    return np.asarray(((places[:, None, :] - to[None, :, :]) ** 2).sum(axis=2).argmin(axis=1))


def measure(customers: int, seconds: float) -> dict[str, float]:
    """Frames a second and the worst frame while panning and while zooming; how long a crisp picture takes."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QApplication

    from desktop.calls import CallPool
    from desktop.calls.command import own_command
    from desktop.map.map_view import MapView
    from desktop.map.scene_file import write_scene
    from desktop.theme.theme import Theme

    sys.setswitchinterval(0.0005)
    qt = QApplication(["networx"])
    Theme(qt)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene = network(customers)
        write_scene(scene, folder / "scene")
        pool = CallPool(own_command("--serve"), 1)
        view = MapView(pool, folder)
        view.resize(*SIZE)
        view.show()
        began = time.perf_counter()
        view.show_scene(str(folder / "scene"), scene, fit=True)
        first = _until_crisp(qt, view, began)
        crisp = []
        for step in range(CRISP_TIMES):
            began = time.perf_counter()
            view.zoom(1.25 if step % 2 else 0.8, QPointF(500, 400))
            crisp.append(_until_crisp(qt, view, began))
        pan = _frames(qt, view, seconds, lambda step: view.go(view.camera.moved(9 * math.cos(step / 30), 9)))
        view.fit()
        zoom = _frames(qt, view, seconds, lambda step: view.zoom(1.02 if step // 60 % 2 else 1 / 1.02))
        pool.stop()
    return {"first_s": first, "crisp_s": median(crisp), **_told("pan", pan), **_told("zoom", zoom)}


def _until_crisp(qt: QApplication, view: MapView, began: float) -> float:
    while view.pictures.is_busy or view.pictures.current is None:
        qt.processEvents()
        time.sleep(0.001)
    return time.perf_counter() - began


def _frames(qt: QApplication, view: MapView, seconds: float, move: Callable[[int], None]) -> list[float]:
    """Seconds of each frame: the move, the wish for a picture, painting, and all that arrives meanwhile."""
    frames: list[float] = []
    last = time.perf_counter()
    while sum(frames) < seconds:
        move(len(frames))
        view.repaint()
        qt.processEvents()
        now = time.perf_counter()
        frames.append(now - last)
        last = now
    return frames


def _told(name: str, frames: list[float]) -> dict[str, float]:
    return {f"{name}_per_s": len(frames) / sum(frames), f"{name}_worst_ms": 1000 * max(frames)}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), float(sys.argv[2]))), flush=True)
    os._exit(0)  # what is measured is over; nothing of the window is to be kept
