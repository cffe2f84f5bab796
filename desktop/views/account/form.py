"""What is entered to sign in, or to accept an invite; what is wrong with it stands beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.remote.connection import Connection, Entrance
from desktop.theme.tokens import GAP, SPACE

_FIELD = 320


class EntranceForm(QWidget):
    """Fields; everything typed survives an error but the password of a refused sign-in.

    Signals:
        edited(): Something was typed.
        submitted(): Enter was pressed in a field.
    """

    edited = Signal()
    submitted = Signal()

    def __init__(self, connection: Connection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.url = _line(self.tr("https://networx.example.com"))
        self.email = _line(self.tr("you@example.com"))
        self.password = _line("")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.invite = _line(self.tr("as it was sent to you"))
        self.name = _line(self.tr("as your colleagues know you"))
        self.certificate = _line(self.tr("the system's"))
        self.certificate.setMinimumWidth(0)  # a button stands beside it
        self.with_invite = QCheckBox(self.tr("I have an invite and no account yet"))
        self.error = QLabel(wordWrap=True)
        self.error.setProperty("kind", "bad")
        self.error.hide()
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(2 * SPACE)
        self._rows.setVerticalSpacing(SPACE)
        self._arrange()
        self.url.setText(connection.url)
        self.email.setText(connection.email)
        self.with_invite.toggled.connect(self._show_wanted)
        self._show_wanted()

    def entrance(self) -> Entrance:
        """What was entered."""
        is_new = self.with_invite.isChecked()
        return Entrance(
            url=self.url.text().strip(),
            certificate=self.certificate.text().strip(),
            email="" if is_new else self.email.text().strip(),
            password=self.password.text(),
            invite=self.invite.text().strip() if is_new else "",
            name=self.name.text().strip() if is_new else "",
        )

    def is_complete(self) -> bool:
        """Whether all that is needed was entered."""
        one = self.entrance()
        who = (one.invite and one.name) if self.with_invite.isChecked() else one.email
        return bool(one.url and one.password and who)

    def focus(self) -> None:
        """The first field that is empty takes the keys."""
        fields = [self.url, *([self.invite, self.name] if self.with_invite.isChecked() else [self.email])]
        next((field for field in fields if not field.text()), self.password).setFocus()

    def show_error(self, words: str) -> None:
        """Shows what went wrong; nothing where it is empty."""
        self.error.setText(words)
        self.error.setVisible(bool(words))

    def _arrange(self) -> None:
        self._rows.addRow(self.tr("Server"), self.url)
        self._rows.addRow("", self.with_invite)
        self._rows.addRow(self.tr("Invite"), self.invite)
        self._rows.addRow(self.tr("Your name"), self.name)
        self._rows.addRow(self.tr("E-mail"), self.email)
        self._rows.addRow(self.tr("Password"), self.password)
        self._rows.addRow(self.tr("Certificates"), self._certificate_row())
        self._rows.addRow(self.error)
        for field in (self.url, self.email, self.password, self.invite, self.name, self.certificate):
            label = self._rows.labelForField(field)
            field.setAccessibleName(label.text() if isinstance(label, QLabel) else self.tr("Certificates"))
            field.textEdited.connect(self.edited)
            field.returnPressed.connect(self.submitted)
        self.with_invite.toggled.connect(self.edited)

    def _certificate_row(self) -> QWidget:
        choose = QPushButton(self.tr("Choose…"))
        choose.setAutoDefault(False)
        choose.setToolTip(self.tr("Only where your organisation vouches for its servers itself: a file in PEM form"))
        choose.clicked.connect(self._choose)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.certificate, 1)
        layout.addWidget(choose)
        return row

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Certificates to trust"), "", self.tr("Certificates (*.pem *.crt *.cer)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.certificate.setText)
        dialog.open()

    def _show_wanted(self) -> None:
        is_new = self.with_invite.isChecked()
        for field, is_wanted in ((self.invite, is_new), (self.name, is_new), (self.email, not is_new)):
            self._rows.setRowVisible(field, is_wanted)


def _line(placeholder: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(placeholder)
    line.setMinimumWidth(_FIELD)
    return line
