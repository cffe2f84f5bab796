"""The window of the wizard: source, columns, check, confirm, done; beside the main window, never in its way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.context import Context
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.figures import figure
from desktop.views.import_wizard.check_step import CheckStep
from desktop.views.import_wizard.confirm_step import ConfirmStep
from desktop.views.import_wizard.done_step import DoneStep
from desktop.views.import_wizard.draft import profile_from
from desktop.views.import_wizard.flow import ImportFlow
from desktop.views.import_wizard.grid_model import PAGE, SheetShape
from desktop.views.import_wizard.mapping_step import MappingStep
from desktop.views.import_wizard.source_step import SourceStep
from desktop.views.import_wizard.step_trail import StepTrail
from engine.errors import KnownError
from engine.io.profile import MappingProfile, profile_data

SOURCE, MAPPING, CHECK, CONFIRM, DONE = range(5)
_SIZE = (1200, 820)


class ImportWizard(QDialog):
    """Takes a source into the project in steps; nothing is changed before the last one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._widths: dict[str, int] = {}
        self._mapped: dict[str, Any] | None = None
        self._errors = 0
        self._rows = 0
        self.setWindowTitle(self.tr("Import"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(*_SIZE)
        self.flow = ImportFlow(context, self)
        self.source = SourceStep()
        self.mapping = MappingStep()
        self.check = CheckStep()
        self.confirm = ConfirmStep()
        self.done_step = DoneStep()
        self._trail = StepTrail([self.tr("Source"), self.tr("Columns"), self.tr("Check"), self.tr("Confirm")])
        self._file = QLabel()
        self._file.setProperty("kind", "muted")
        self._stack = QStackedWidget()
        for step in (self.source, self.mapping, self.check, self.confirm, self.done_step):
            self._stack.addWidget(step)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setFixedSize(160, 6)
        self._busy.setAccessibleName(self.tr("Working"))
        self._told = QLabel()
        self._told.setProperty("kind", "bad")
        self._told.setWordWrap(True)
        self.back = QPushButton(self.tr("Back"))
        self.next = QPushButton(self.tr("Next"))
        self.next.setProperty("kind", "primary")
        self.next.setDefault(True)
        self._arrange()
        self._connect()
        self._show_step(SOURCE)

    @property
    def step(self) -> int:
        """The step that is shown."""
        return self._stack.currentIndex()

    def begin(self, source: Path | None = None) -> None:
        """Shows the wizard, and reads a source if one is given.

        What was mapped and left out of another source is forgotten.
        """
        self.show()
        self.raise_()
        self.activateWindow()
        if source is not None:
            self._on_source_chosen(source)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stops what is under way and forgets the source."""
        self._forget()
        super().closeEvent(event)

    def reject(self) -> None:
        """Escape closes like the button of the window."""
        self._forget()
        super().reject()

    def _forget(self) -> None:
        self.flow.end()
        self.source.show_waiting()
        self._show_step(SOURCE)

    def _on_again(self) -> None:
        self._mapped = profile_data(self._profile())
        self._read(self.flow.source)

    def _on_source_chosen(self, source: Path) -> None:
        self._mapped = None
        self.confirm.suggest_name(source.stem)
        self._read(source)

    def _read(self, source: Path) -> None:
        self.check.forget()
        self._show_step(SOURCE)
        self.source.show_reading(source.name)
        self._file.setText(source.name)
        self.flow.begin(source)

    def _on_read(self, data: dict[str, Any]) -> None:
        self._widths = {sheet["name"]: sheet["width"] for sheet in data["sheets"]}
        if self._mapped is not None:
            data = {**data, "remembered": {"name": "", "profile": self._mapped}}
        elif data["remembered"]:
            self.confirm.suggest_name(data["remembered"]["name"])
        self.source.show_waiting()
        self._show_step(MAPPING)
        self.mapping.show_source(data)

    def _on_unreadable(self, error: KnownError) -> None:
        self._file.clear()
        self.source.show_waiting("" if error.code == "cancelled" else str(error))

    def _profile(self) -> MappingProfile:
        return profile_from(self.mapping.drafts)

    def _ask_check(self) -> None:
        self._work(self.tr("Next"))
        self.flow.check(self._profile(), self.check.options)

    def _ask_change(self) -> None:
        self._work(self.tr("Apply import"))
        self.confirm.show_busy()
        self.flow.prepare(self._profile(), self.check.options, self.confirm.mode)

    def _on_checked(self, check: dict[str, Any]) -> None:
        self._errors = check["counts"]["error"]
        self.check.show_check(check)
        self.confirm.show_totals(check["totals"])
        self._rest()
        if self.step == CHECK:
            self.next.setEnabled(not self._errors)
            if self._errors:
                self._told.setText(self.tr("Mend the errors in the source and read it again, or leave their rows out."))

    def _on_prepared(self, change: dict[str, Any]) -> None:
        self._rows = change["rows"]
        self.confirm.show_change(change)
        self._rest()
        if self.step == CONFIRM:
            self.next.setEnabled(self._rows > 0)

    def _on_refused(self, error: KnownError) -> None:
        self._rest()
        text = error.message if error.code == "import-key-exists" else str(error)
        if error.code == "import-key-exists":
            text = f"{text} {self.tr('Choose to update them above, or take them out of the source.')}"
        if self.step == CONFIRM:
            self.confirm.show_refusal(text)
        else:
            self._told.setText(text)

    def _on_applied(self, _version: int) -> None:
        self._rest()
        words = self.tr("{count} rows imported from {name}").replace("{count}", figure(self._rows))
        excluded = sum(len(rows) for rows in self.check.excluded.values())
        more = self.tr("It is one step in the history, and each row knows the cell that it came from.")
        if excluded:
            left = self.tr("{count} rows were left out by hand.").replace("{count}", figure(excluded))
            more = f"{left} {more}"
        self.done_step.show_done(words.replace("{name}", self.flow.source.name), more)
        self._show_step(DONE)

    def _on_next(self) -> None:
        if self.step == MAPPING:
            used = {draft.name: draft for draft in self.mapping.drafts if draft.used and draft.table}
            self.check.begin(
                [SheetShape(name, draft.rows, self._widths[name], draft.header_row) for name, draft in used.items()]
            )
            self._show_step(CHECK)
            self._ask_check()
        elif self.step == CHECK:
            self._show_step(CONFIRM)
            self._ask_change()
        elif self.step == CONFIRM:
            self._work(self.tr("Apply import"))
            label = self.tr("Import {name}").replace("{name}", self.flow.source.name)
            self.flow.apply(label, self._profile(), self.confirm.remembered_as)
        else:
            self.close()

    def _on_back(self) -> None:
        self._show_step(self.step - 1)
        if self.step == CHECK:
            self.next.setEnabled(not self._errors)
        elif self.step == SOURCE:
            self.source.show_waiting()

    def _on_mapped(self) -> None:
        if self.step == MAPPING:
            self.next.setEnabled(self.mapping.is_complete)

    def _on_undo(self) -> None:
        self._context.session.undo()
        self.done_step.show_undone()

    def _on_show_data(self) -> None:
        self._context.navigation.open_page("data")
        self.close()

    def _work(self, words: str) -> None:
        """Something is under way; the next step waits for it."""
        self.next.setText(words)
        self.next.setEnabled(False)
        self._told.clear()
        self._busy.show()

    def _rest(self) -> None:
        self._busy.hide()

    def _show_step(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self._trail.show_step(step)
        self._told.clear()
        self._rest()
        words = {CONFIRM: self.tr("Apply import"), DONE: self.tr("Close")}
        self.next.setText(words.get(step, self.tr("Next")))
        self.next.setEnabled(step == DONE)
        self.next.setVisible(step != SOURCE)
        self.back.setVisible(step in (MAPPING, CHECK, CONFIRM))
        if step == MAPPING:
            self._on_mapped()

    def _connect(self) -> None:
        self.source.source_chosen.connect(self._on_source_chosen)
        self.source.stop_requested.connect(self.flow.stop)
        self.mapping.columns_wanted.connect(self.flow.find_columns)
        self.mapping.changed.connect(self._on_mapped)
        self.check.changed.connect(self._ask_check)
        self.check.again_requested.connect(self._on_again)
        self.check.grid.page_wanted.connect(lambda sheet, first: self.flow.read_rows(sheet, first, PAGE))
        self.confirm.mode_changed.connect(self._ask_change)
        self.done_step.undo_requested.connect(self._on_undo)
        self.done_step.data_requested.connect(self._on_show_data)
        self.done_step.again_requested.connect(self._forget)
        self.flow.progressed.connect(self.source.show_progress)
        self.flow.read.connect(self._on_read)
        self.flow.unreadable.connect(self._on_unreadable)
        self.flow.columns_found.connect(self.mapping.show_columns)
        self.flow.rows_read.connect(self.check.grid.take_page)
        self.flow.checked.connect(self._on_checked)
        self.flow.prepared.connect(self._on_prepared)
        self.flow.refused.connect(self._on_refused)
        self.flow.applied.connect(self._on_applied)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._trail)
        head.addStretch(1)
        head.addWidget(self._file)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._busy)
        foot.addWidget(self._told, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
