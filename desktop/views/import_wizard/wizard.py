"""The window of the wizard: source, columns, check, confirm, done; beside the main window, never in its way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.context import Context
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.import_wizard.check_step import CheckStep
from desktop.views.import_wizard.confirm_step import ConfirmStep
from desktop.views.import_wizard.done_step import DoneStep
from desktop.views.import_wizard.draft import profile_from
from desktop.views.import_wizard.first_step import FirstStep
from desktop.views.import_wizard.flow import ImportFlow
from desktop.views.import_wizard.foot import Foot
from desktop.views.import_wizard.grid_model import PAGE, SheetShape
from desktop.views.import_wizard.mapping_step import MappingStep
from desktop.views.import_wizard.step_trail import StepTrail
from engine.errors import KnownError
from engine.io.profile import MappingProfile, profile_data
from engine.io.reading import Reading

SOURCE, MAPPING, CHECK, CONFIRM, DONE = range(5)
_SIZE = (1200, 820)


class ImportWizard(QDialog):
    """Takes a source into the project in steps; nothing is changed before the last one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._widths: dict[str, int] = {}
        self._headers: dict[str, list[str]] | None = None
        self._mapped: dict[str, Any] | None = None
        self._errors = 0
        self._rows = 0
        self.setWindowTitle(self.tr("Import"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(*_SIZE)
        self.flow = ImportFlow(context, self)
        self.first = FirstStep(self.flow)
        self.source = self.first.source
        self.mapping = MappingStep()
        self.check = CheckStep()
        self.confirm = ConfirmStep()
        self.done_step = DoneStep()
        self._trail = StepTrail([self.tr("Source"), self.tr("Columns"), self.tr("Check"), self.tr("Confirm")])
        self._file = QLabel()
        self._file.setProperty("kind", "muted")
        self._stack = QStackedWidget()
        for step in (self.first, self.mapping, self.check, self.confirm, self.done_step):
            self._stack.addWidget(step)
        self._foot = Foot()
        self._busy, self._told = self._foot.busy, self._foot.told
        self.back, self.next = self._foot.back, self._foot.next
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
        self.first.end()
        self._show_step(SOURCE)

    def _on_again(self) -> None:
        self._mapped = profile_data(self._profile())
        self.check.forget()
        self._show_step(SOURCE)
        self.first.go_on(anew=True)

    def _on_source_chosen(self, source: Path) -> None:
        self._mapped = self._headers = None
        self.confirm.suggest_name(source.stem)
        self.check.forget()
        self.check.set_decimal(None)
        self._show_step(SOURCE)
        self._file.setText(source.name)
        self.first.begin(source)

    def _on_read(self, data: dict[str, Any]) -> None:
        headers = {sheet["name"]: [column["header"] for column in sheet["columns"]] for sheet in data["sheets"]}
        if self._mapped is None and headers == self._headers:
            # Read otherwise, cut the same: what was mapped by hand stays.
            self._mapped = profile_data(self._profile())
        self._headers = headers
        self._widths = {sheet["name"]: sheet["width"] for sheet in data["sheets"]}
        if self._mapped is not None:
            data = {**data, "remembered": {"name": "", "profile": self._mapped}}
        elif data["remembered"]:
            self.confirm.suggest_name(data["remembered"]["name"])
            if not self.first.is_csv:
                self.check.set_decimal(data["remembered"]["profile"]["reading"]["decimal"])
        self._show_mapping()
        self.mapping.show_source(data)
        self._mapped = None

    def _show_mapping(self) -> None:
        if self.first.is_csv:
            self.check.set_decimal(self.first.choices["decimal"])
        self.first.rest()
        self._show_step(MAPPING)

    def _on_unreadable(self) -> None:
        if not self.first.is_csv:
            self._file.clear()

    def _profile(self) -> MappingProfile:
        chosen = {**self.first.choices, "decimal": self.check.options["decimal"]}
        return replace(profile_from(self.mapping.drafts), reading=Reading(**chosen))

    def _ask_check(self) -> None:
        self._foot.show_work(self.tr("Next"))
        self.flow.check(self._profile(), self.check.options)

    def _ask_change(self) -> None:
        self._foot.show_work(self.tr("Apply import"))
        self.confirm.show_busy()
        self.flow.prepare(self._profile(), self.check.options, self.confirm.mode)

    def _on_checked(self, check: dict[str, Any]) -> None:
        self._errors = check["counts"]["error"]
        self.check.show_check(check)
        self.confirm.show_totals(check["totals"])
        self._foot.rest()
        if self.step == CHECK:
            self.next.setEnabled(not self._errors)
            if self._errors:
                self._told.setText(self.tr("Mend the errors in the source and read it again, or leave their rows out."))

    def _on_prepared(self, change: dict[str, Any]) -> None:
        self._rows = change["rows"]
        self.confirm.show_change(change)
        self._foot.rest()
        if self.step == CONFIRM:
            self.next.setEnabled(self._rows > 0)

    def _on_refused(self, error: KnownError) -> None:
        self._foot.rest()
        text = error.message if error.code == "import-key-exists" else str(error)
        if error.code == "import-key-exists":
            text = f"{text} {self.tr('Choose to update them above, or take them out of the source.')}"
        if self.step == CONFIRM:
            self.confirm.show_refusal(text)
        else:
            self._told.setText(text)

    def _on_applied(self, _version: int) -> None:
        self._foot.rest()
        excluded = sum(len(rows) for rows in self.check.excluded.values())
        self.done_step.show_done(self._rows, self.flow.source.name, excluded)
        self._show_step(DONE)

    def _on_next(self) -> None:
        if self.step == SOURCE:
            self.first.go_on()
        elif self.step == MAPPING:
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
            self._foot.show_work(self.tr("Apply import"))
            label = self.tr("Import {name}").replace("{name}", self.flow.source.name)
            self.flow.apply(label, self._profile(), self.confirm.remembered_as)
        else:
            self.close()

    def _on_back(self) -> None:
        if self.step == SOURCE:
            self._forget()
            return
        self._show_step(self.step - 1)
        if self.step == CHECK:
            self.next.setEnabled(not self._errors)

    def _on_check_changed(self) -> None:
        if self.first.is_csv:
            self.first.set_decimal(self.check.options["decimal"])
        self._ask_check()

    def _on_mapped(self) -> None:
        if self.step == MAPPING:
            self.next.setEnabled(self.mapping.is_complete)

    def _on_undo(self) -> None:
        self._context.session.undo()
        self.done_step.show_undone()

    def _on_show_data(self) -> None:
        self._context.navigation.open_page("data")
        self.close()

    def _show_step(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self._trail.show_step(step)
        self._told.clear()
        self._foot.rest()
        words = {CONFIRM: self.tr("Apply import"), DONE: self.tr("Close")}
        self.next.setText(words.get(step, self.tr("Next")))
        self.next.setEnabled(step == DONE)
        self.next.setVisible(step != SOURCE)
        self.back.setVisible(step in (MAPPING, CHECK, CONFIRM))
        if step == MAPPING:
            self._on_mapped()
        elif step == SOURCE:
            self._on_first_changed()

    def _on_first_changed(self) -> None:
        if self.step == SOURCE:
            for button in (self.next, self.back):
                button.setVisible(self.first.is_panel_shown)
            self.next.setEnabled(self.first.panel.is_ready)

    def _connect(self) -> None:
        self.source.source_chosen.connect(self._on_source_chosen)
        self.first.changed.connect(self._on_first_changed)
        self.first.passed.connect(self._show_mapping)
        self.mapping.columns_wanted.connect(self.flow.find_columns)
        self.mapping.changed.connect(self._on_mapped)
        self.check.changed.connect(self._on_check_changed)
        self.check.again_requested.connect(self._on_again)
        self.check.grid.page_wanted.connect(lambda sheet, first: self.flow.read_rows(sheet, first, PAGE))
        self.confirm.mode_changed.connect(self._ask_change)
        self.done_step.undo_requested.connect(self._on_undo)
        self.done_step.data_requested.connect(self._on_show_data)
        self.done_step.again_requested.connect(self._forget)
        self.flow.read.connect(self._on_read)
        self.flow.unreadable.connect(lambda _error: self._on_unreadable())
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot)
