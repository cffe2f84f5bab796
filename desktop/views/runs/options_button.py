"""What is asked of the solver, on a button that lets it be changed: gap, time limit, threads."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QFormLayout, QLabel, QMenu, QSpinBox, QToolButton, QWidget, QWidgetAction

from desktop.preferences import Preferences
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.runs.figures import duration, gap_text
from desktop.views.spin_box import padded
from engine.solvers.options import SolveOptions

_MOST_SECONDS = 7 * 24 * 3600
_MOST_THREADS = 256


class OptionsButton(QToolButton):
    """Shows the options of the next runs; they are kept as preferences."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.setProperty("kind", "field")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(MARGIN, MARGIN))
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.setToolTip(self.tr("What the next runs ask of the solver"))
        self.gap = padded(QDoubleSpinBox(decimals=4, minimum=0.0, maximum=100.0, singleStep=0.01, suffix=" %"))
        self.seconds = padded(QSpinBox(minimum=0, maximum=_MOST_SECONDS, singleStep=60, suffix=" s"))
        self.seconds.setSpecialValueText(self.tr("none"))
        self.threads = padded(QSpinBox(minimum=0, maximum=_MOST_THREADS))
        self.threads.setSpecialValueText(self.tr("share the cores"))
        self.setMenu(self._menu())
        for field in (self.gap, self.seconds, self.threads):
            field.editingFinished.connect(self._on_edited)
        preferences.changed.connect(self._show)
        theme().changed.connect(self._paint)
        self._paint()
        self._show()

    def _menu(self) -> QMenu:
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(MARGIN, SPACE, MARGIN, SPACE)
        rows.addRow(self.tr("Largest gap"), self.gap)
        rows.addRow(self.tr("Time limit of a run"), self.seconds)
        rows.addRow(self.tr("Threads of a run"), self.threads)
        note = QLabel(self.tr("A run stops when its gap is proven, or its time is over."))
        note.setProperty("kind", "muted")
        rows.addRow(note)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(form)
        menu.addAction(action)
        return menu

    def _show(self) -> None:
        options = self._preferences.solve_options
        self.gap.setValue(100 * options.gap)
        self.seconds.setValue(round(options.time_limit_s or 0))
        self.threads.setValue(options.threads)
        self.setText(self._words(options))

    def _paint(self) -> None:
        self.setIcon(icon("sliders-horizontal", theme().tokens.muted))

    def _words(self, options: SolveOptions) -> str:
        parts = [self.tr("Gap {share}").replace("{share}", gap_text(options.gap))]
        if options.time_limit_s is not None:
            parts.append(duration(options.time_limit_s))
        if options.threads:
            threads = QLocale().toString(options.threads)
            parts.append(self.tr("{n} threads").replace("{n}", threads))
        return "  ·  ".join(parts)

    def _on_edited(self) -> None:
        options = self._preferences.solve_options
        asked = replace(
            options,
            gap=self.gap.value() / 100,
            time_limit_s=float(self.seconds.value()) or None,
            threads=self.threads.value(),
        )
        if asked != options:
            self._preferences.set_solve_options(asked)
