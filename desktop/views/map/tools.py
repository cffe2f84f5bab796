"""The row of tools above a map: find, narrow, colour, show, hands, rings, side by side, save."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from desktop.map.map_view import Hand
from desktop.map.painting import Shown
from desktop.map.scene import Colouring
from desktop.shell.actions import Actions
from desktop.theme import dress, icon, theme
from desktop.theme.tokens import GAP, SPACE
from desktop.views.map.ring_tool import RingTool

_ICON = 16
_LEAST_FIND, _FIND = 90, 170
_LEAST_PRODUCT = 114
_KINDS = ("png", "svg", "pdf")


class MapTools(QWidget):
    """Tools of the page; each is an action, too.

    Signals:
        found(str): The user looks for a site.
        product_chosen(str): Another product; empty for all.
        colouring_chosen(Colouring): Other colours.
        shown_changed(Shown): Something is to be shown or hidden.
        hand_chosen(Hand): The pointer does something else.
        compare_changed(bool): Side by side, or not.
        swipe_changed(bool): Two maps over each other, or beside each other.
        save_requested(str): Save as ``png``, ``svg`` or ``pdf``.
    """

    found = Signal(str)
    product_chosen = Signal(str)
    colouring_chosen = Signal(object)
    shown_changed = Signal(object)
    hand_chosen = Signal(object)
    compare_changed = Signal(bool)
    swipe_changed = Signal(bool)
    save_requested = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a site or city"))
        self.search.setAccessibleName(self.tr("Find a site or city"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(_LEAST_FIND)
        self.search.setMaximumWidth(_FIND)
        self.search.returnPressed.connect(lambda: self.found.emit(self.search.text()))
        self.products = QComboBox()
        self.products.setAccessibleName(self.tr("Product"))
        self.products.setMinimumWidth(_LEAST_PRODUCT)
        self.products.activated.connect(lambda place: self.product_chosen.emit(self.products.itemData(place)))
        self.colours = QComboBox()
        self.colours.setAccessibleName(self.tr("Colour by"))
        self.colours.activated.connect(self._on_colours_activated)
        self.rings = RingTool(actions)
        self._save = QToolButton()
        self._arrange()
        self._offer_colours()
        theme().changed.connect(self._paint)
        self._paint()

    def offer_products(self, products: Sequence[str], current: str) -> None:
        """Offers products to narrow the map to."""
        self.products.clear()
        self.products.addItem(self.tr("All products"), "")
        for product in products:
            self.products.addItem(product, product)
        self.products.setCurrentIndex(max(self.products.findData(current), 0))

    def choose_product(self, product: str) -> None:
        """Shows a product as chosen; nobody is told."""
        self.products.setCurrentIndex(max(self.products.findData(product), 0))

    def tell_not_found(self, *, wrong: bool) -> None:
        """Marks the text that no site has, or takes the mark back."""
        dress(self.search, "wrong", wrong)

    def set_enabled_actions(self, *, enabled: bool) -> None:
        """Actions of the map do nothing while it is not seen."""
        for action in self._actions:
            if action.objectName().startswith("map."):
                action.setEnabled(enabled)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for widget in (self.search, self.products, self.colours):
            row.addWidget(widget)
        row.addLayout(self._shows())
        row.addLayout(self._hands())
        row.addWidget(self.rings)
        row.addStretch()
        compare = self._switch("map.compare", self.tr("Side by side"), "split", self._tell_compare, on=False)
        compare.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        swipe = self.tr("One map over the other, with a border to drag")
        last = QHBoxLayout()
        last.setSpacing(GAP)
        for button in (compare, self._switch("map.swipe", swipe, "columns-3", self._tell_swipe, on=False), self._save):
            last.addWidget(button)
        row.addLayout(last)
        self._arrange_save()
        self._actions.add(
            "map.find", self.tr("Find a site or a city on the map"), self.search.setFocus, symbol="search"
        )

    def _shows(self) -> QHBoxLayout:
        """Switches of what is shown."""
        switches = QHBoxLayout()
        switches.setSpacing(GAP)
        for name, text, symbol, on in (
            ("map.flows", self.tr("Show flows"), "share-2", True),
            ("map.names", self.tr("Show names"), "list", True),
            ("map.legend", self.tr("Show legend and scale"), "ruler", True),
            ("map.cities", self.tr("Show cities; click one to add a candidate there"), "map-pin", False),
        ):
            switches.addWidget(self._switch(name, text, symbol, self._tell_shown, on=on))
        return switches

    def _hands(self) -> QHBoxLayout:
        """Switches of what the pointer does."""
        switches = QHBoxLayout()
        switches.setSpacing(GAP)
        for name, text, symbol in (
            ("map.lasso", self.tr("Select sites by a lasso (Shift and drag)"), "lasso"),
            ("map.move", self.tr("Move sites: drag one to another place"), "move"),
        ):
            switches.addWidget(self._switch(name, text, symbol, self._hand_teller(name), on=False))
        return switches

    def _arrange_save(self) -> None:
        menu = QMenu(self)
        for kind in _KINDS:
            text = self.tr("Save map as {kind}…").replace("{kind}", kind.upper())
            menu.addAction(self._actions.add(f"map.save_{kind}", text, self._saver(kind), symbol="file-down"))
        self._save.setToolTip(self.tr("Save map"))
        self._save.setAccessibleName(self.tr("Save map"))
        self._save.setIconSize(QSize(_ICON, _ICON))
        self._save.setProperty("kind", "segment")
        self._save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._save.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._save.setMenu(menu)

    def _switch(self, name: str, text: str, symbol: str, run: Callable[[], None], *, on: bool) -> QToolButton:
        action = self._actions.add(name, text, run, symbol=symbol)
        action.setCheckable(True)
        action.setChecked(on)
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAccessibleName(text)
        button.setIconSize(QSize(_ICON, _ICON))
        button.setProperty("kind", "segment")
        return button

    def _offer_colours(self) -> None:
        words = {
            Colouring.STAGE: self.tr("Colour: stage"),
            Colouring.FACILITY: self.tr("Colour: facility"),
            Colouring.PRODUCT: self.tr("Colour: product"),
            Colouring.UTILISATION: self.tr("Colour: utilisation"),
        }
        for colouring, text in words.items():
            self.colours.addItem(text, colouring)

    def _on_colours_activated(self, place: int) -> None:
        self.colouring_chosen.emit(Colouring(self.colours.itemData(place)))  # Qt gives back a plain text

    def _tell_shown(self) -> None:
        wanted = ("flows", "names", "legend", "cities")
        flows, names, legend, cities = (self._actions[f"map.{name}"].isChecked() for name in wanted)
        self.shown_changed.emit(Shown(flows=flows, labels=names, legend=legend, scale=legend, cities=cities))

    def _hand_teller(self, name: str) -> Callable[[], None]:
        other = "map.move" if name == "map.lasso" else "map.lasso"
        hand = Hand.LASSO if name == "map.lasso" else Hand.MOVE

        def tell() -> None:
            chosen = self._actions[name].isChecked()
            if chosen:
                self._actions[other].setChecked(False)
            self.hand_chosen.emit(hand if chosen else Hand.PAN)

        return tell

    def _tell_compare(self) -> None:
        self.compare_changed.emit(self._actions["map.compare"].isChecked())

    def _tell_swipe(self) -> None:
        on = self._actions["map.swipe"].isChecked()
        self.swipe_changed.emit(on)
        if on and not self._actions["map.compare"].isChecked():
            self._actions["map.compare"].trigger()

    def _saver(self, kind: str) -> Callable[[], None]:
        return lambda: self.save_requested.emit(kind)

    def _paint(self) -> None:
        self._save.setIcon(icon("download", theme().tokens.muted))
