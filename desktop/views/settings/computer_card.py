"""Settings of this user on this computer: look, name, workers, memory, solver."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QFrame, QLabel, QLineEdit, QSpinBox, QVBoxLayout

from desktop.context import Context
from desktop.theme.theme import Scheme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.spin_box import padded

_MOST_WORKERS, _MOST_THREADS, _MOST_SEED = 64, 256, 2_000_000_000
_FIELD = 240


class ComputerCard(QFrame):
    """Each field is kept as soon as it is left or chosen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._wishes = context.preferences
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(2 * MARGIN)
        self._form.setVerticalSpacing(SPACE)
        self._add_look()
        self._add_runs()
        self._add_solver()
        heading = QLabel(self.tr("This computer"))
        heading.setProperty("kind", "heading")
        told = self.tr("Another number of runs or share of memory holds as soon as no run is under way.")
        note = QLabel(told, wordWrap=True)
        note.setProperty("kind", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        layout.addWidget(heading)
        layout.addLayout(self._form)
        layout.addWidget(note)
        context.calls.call("solvers:names", {}, self._show_solvers)

    def _add_look(self) -> None:
        scheme = QComboBox()
        words = {
            Scheme.SYSTEM: self.tr("As the system"),
            Scheme.LIGHT: self.tr("Light"),
            Scheme.DARK: self.tr("Dark"),
        }
        for value, text in words.items():
            scheme.addItem(text, value)
        scheme.setCurrentIndex(scheme.findData(self._wishes.scheme))
        # Qt gives back a plain text.
        scheme.activated.connect(lambda place: self._wishes.set_scheme(Scheme(scheme.itemData(place))))
        name = QLineEdit(self._wishes.author)
        name.setPlaceholderText(self.tr("Login name"))
        name.editingFinished.connect(lambda: self._wishes.set_author(name.text()))
        self._row(self.tr("Colours"), scheme)
        self._row(self.tr("Your name in the history"), name)

    def _add_runs(self) -> None:
        workers = _whole(1, _MOST_WORKERS, self._wishes.workers)
        workers.editingFinished.connect(lambda: self._wishes.set_workers(workers.value()))
        memory = _whole(10, 95, round(100 * self._wishes.memory_share))
        memory.setSuffix(" %")
        memory.editingFinished.connect(lambda: self._wishes.set_memory_share(memory.value() / 100))
        self._row(self.tr("Runs at the same time"), workers)
        self._row(self.tr("Most memory of all runs together"), memory)

    def _add_solver(self) -> None:
        options = self._wishes.solve_options
        self._solver = QComboBox()
        self._solver.addItem(options.solver)
        self._solver.activated.connect(lambda: self._set(solver=self._solver.currentText()))
        gap = padded(QDoubleSpinBox(decimals=4, maximum=50.0, singleStep=0.1, suffix=" %"))
        gap.setValue(100 * options.gap)
        gap.editingFinished.connect(lambda: self._set(gap=gap.value() / 100))
        limit = _whole(0, 1_000_000, int(options.time_limit_s or 0))
        limit.setSuffix(" s")
        limit.setSpecialValueText(self.tr("none"))
        limit.editingFinished.connect(lambda: self._set(time_limit_s=float(limit.value()) if limit.value() else None))
        threads = _whole(0, _MOST_THREADS, options.threads)
        threads.setSpecialValueText(self.tr("share the cores"))
        threads.editingFinished.connect(lambda: self._set(threads=threads.value()))
        seed = _whole(0, _MOST_SEED, options.seed)
        seed.editingFinished.connect(lambda: self._set(seed=seed.value()))
        self._row(self.tr("Solver"), self._solver)
        self._row(self.tr("Gap that counts as optimal"), gap)
        self._row(self.tr("Time limit of a run"), limit)
        self._row(self.tr("Threads of a run"), threads)
        self._row(self.tr("Seed"), seed)

    def _show_solvers(self, names: list[str]) -> None:
        wanted = self._wishes.solve_options.solver
        self._solver.clear()
        self._solver.addItems(list(dict.fromkeys([*names, wanted])))
        self._solver.setCurrentText(wanted)

    def _set(self, **changed: Any) -> None:
        self._wishes.set_solve_options(replace(self._wishes.solve_options, **changed))

    def _row(self, text: str, field: QComboBox | QLineEdit | QSpinBox | QDoubleSpinBox) -> None:
        field.setFixedWidth(_FIELD)
        field.setAccessibleName(text)
        self._form.addRow(text, field)


def _whole(low: int, high: int, value: int) -> QSpinBox:
    box = padded(QSpinBox(minimum=low, maximum=high))
    box.setValue(value)
    return box
