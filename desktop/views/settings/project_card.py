"""Settings of the project: units, rates, objective; rows of its table of settings, edited like any other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QLineEdit, QVBoxLayout

from desktop.context import Context
from desktop.theme.tokens import MARGIN, SPACE
from engine.errors import KnownError
from engine.schema import SETTINGS, Setting

if TYPE_CHECKING:
    from engine.changes import ChangeSet
    from sync.store import Project

_FIELD = 240


class ProjectCard(QFrame):
    """One field for each setting; blank stands for the default."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._context = context
        self._fields = {setting.name: self._field(setting) for setting in SETTINGS}
        self._refusal = QLabel(wordWrap=True)
        self._refusal.setProperty("kind", "bad")
        self._refusal.hide()
        form = QFormLayout()
        form.setHorizontalSpacing(2 * MARGIN)
        form.setVerticalSpacing(SPACE)
        for setting in SETTINGS:
            form.addRow(_title(setting), self._fields[setting.name])
        heading = QLabel(self.tr("This project"))
        heading.setProperty("kind", "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        layout.addWidget(heading)
        layout.addLayout(form)
        layout.addWidget(self._refusal)
        layout.addStretch()
        context.session.opened.connect(self.read)
        context.session.changed.connect(self._on_changed)

    def read(self) -> None:
        """Reads the settings anew."""
        self._context.session.ask(_values, self._show)

    def _field(self, setting: Setting) -> QComboBox | QLineEdit:
        field: QComboBox | QLineEdit
        if setting.choices:
            field = QComboBox()
            field.addItems(setting.choices)
            field.activated.connect(partial(self._keep, setting))
        else:
            field = QLineEdit()
            field.setPlaceholderText(setting.default or self.tr("not set"))
            field.editingFinished.connect(partial(self._keep, setting))
        field.setFixedWidth(_FIELD)
        field.setToolTip(setting.meaning)
        field.setAccessibleName(_title(setting))
        return field

    def _text(self, setting: Setting) -> str:
        field = self._fields[setting.name]
        return field.currentText() if isinstance(field, QComboBox) else field.text().strip()

    def _keep(self, setting: Setting) -> None:
        """Asks for the change; the field changes again only with what the project then says."""
        text = self._text(setting)
        label = self.tr("Set {name}").replace("{name}", setting.name)
        self._context.session.edit(
            partial(change_of_setting, setting, text), label, done=self._on_kept, failed=self._on_refused
        )

    def _on_kept(self, _version: int) -> None:
        self._refusal.hide()

    def _on_refused(self, error: KnownError) -> None:
        self._refusal.setText(str(error))
        self._refusal.show()

    def _on_changed(self, change_set: ChangeSet) -> None:
        if "settings" in change_set.tables:
            self.read()

    def _show(self, values: Mapping[str, str]) -> None:
        for setting in SETTINGS:
            field, value = self._fields[setting.name], values.get(setting.name, "")
            if isinstance(field, QComboBox):
                field.setCurrentText(value or setting.default)
            else:
                field.setText(value)


def _title(setting: Setting) -> str:
    return setting.name.replace("_", " ").replace("co2", "CO2").capitalize().replace("Co2", "CO2")


def _values(project: Project) -> Mapping[str, str]:
    frame = project.table("settings")
    return dict(zip(frame["name"].tolist(), frame["value"].tolist(), strict=True))


def change_of_setting(setting: Setting, text: str, project: Project) -> ChangeSet:
    """The change of a row of settings: changed, added, or deleted where the text is blank.

    Raises:
        KnownError: ``setting-unreadable``: a number was asked for, or one within limits.
    """
    import numpy as np
    import pandas as pd

    from engine.changes import ChangeSet, delete_rows, insert_rows, set_cells
    from engine.network import Network

    _require(setting, text)
    frame = project.table("settings")
    network = Network.of({"settings": frame})
    rows = np.flatnonzero((frame["name"] == setting.name).to_numpy())
    default_chosen = bool(setting.choices) and text == setting.default
    if not len(rows):
        if not text or default_chosen:
            return ChangeSet()
        return insert_rows(network, "settings", pd.DataFrame({"name": [setting.name], "value": [text]}, dtype="str"))
    if not text:
        return delete_rows(network, "settings", rows)
    if frame["value"].iloc[rows[0]] == text:
        return ChangeSet()
    return set_cells(network, "settings", rows[:1], {"value": [text]})


def _require(setting: Setting, text: str) -> None:
    if setting.choices or not text or not setting.type.is_number:
        return
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    low, high = setting.minimum, setting.maximum
    fits = number == number and (low is None or number > low or (number == low and not setting.above_minimum))
    if not fits or (high is not None and number > high):
        limits = "" if low is None else f" {'above' if setting.above_minimum else 'from'} {low:g}"
        raise KnownError(
            "setting-unreadable",
            f"“{text}” is not a number{limits}.",
            where=setting.name,
            what_to_do="Write it with a decimal point and without separators; leave it blank for the default.",
        )
