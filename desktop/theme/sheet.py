"""The style sheet: what Fusion and the palette do not say.

Widgets take a look by a property: ``card`` (frames), ``kind`` of labels (title, heading, muted, number) and of buttons
(primary, quiet).

It is the same for light and dark: setting another one costs every widget as often as there are widgets around it
(half a second for a whole window), so it names colours by roles of the palette, and pictures have colours that are
seen on both.
"""

from __future__ import annotations

from desktop.theme.pictures import Pictures
from desktop.theme.roles import sheet_colour
from desktop.theme.tokens import GAP, RADIUS, SPACE

_ARROW = "#7f8996"
_TICKED, _TICK = "#3f74e0", "#ffffff"


def style_sheet(pictures: Pictures) -> str:
    """The application's style sheet."""
    down, up = (pictures.path(name, _ARROW) for name in ("chevron-down", "chevron-up"))
    tick = pictures.path("check", _TICK)
    window, surface, raised, line, text, muted, faint = map(
        sheet_colour, ("window", "surface", "raised", "line", "text", "muted", "faint")
    )
    accent, on_accent, accent_soft, good, warn, bad = map(
        sheet_colour, ("accent", "on_accent", "accent_soft", "good", "warn", "bad")
    )
    return f"""
QMainWindow, QDialog {{ background: {window}; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: {GAP}px; }}
QFrame[card="true"] {{ background: {surface}; border: 1px solid {line}; border-radius: {RADIUS}px; }}
QFrame[card="true"][chosen="true"] {{ border-color: {accent}; background: {accent_soft}; }}
QFrame#choice-card:hover, QFrame#choice-card:focus {{ border-color: {accent}; }}
QMenuBar {{ background: {window}; padding: 2px {SPACE}px; }}
QMenuBar::item {{ background: transparent; padding: 4px {SPACE}px; border-radius: {GAP}px; }}
QMenuBar::item:selected {{ background: {raised}; }}
QLabel[kind="title"] {{ font-size: 15pt; font-weight: 600; }}
QLabel[kind="heading"] {{ font-weight: 600; }}
QLabel[kind="number"] {{ font-size: 16pt; font-weight: 600; }}
QLabel[kind="muted"] {{ color: {muted}; }}
QLabel[kind="bad"] {{ color: {bad}; }}
QLabel[kind="warn"] {{ color: {warn}; }}
QLabel[kind="good"] {{ color: {good}; }}
QPushButton, QToolButton[kind="field"] {{
    background: {surface}; border: 1px solid {line}; border-radius: {RADIUS}px; padding: 5px 12px; }}
QPushButton:hover, QToolButton[kind="field"]:hover {{ background: {raised}; }}
QPushButton:focus, QToolButton[kind="field"]:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {faint}; }}
QPushButton[kind="primary"] {{
    background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[kind="primary"]:disabled {{ background: {raised}; color: {faint}; border-color: {line}; }}
QPushButton[kind="quiet"], QToolButton {{ background: transparent; border: 1px solid transparent;
    border-radius: {RADIUS}px; padding: 4px; }}
QPushButton[kind="quiet"]:hover, QToolButton:hover {{ background: {raised}; }}
QToolButton[kind="segment"] {{ color: {muted}; padding: 3px {SPACE}px; }}
QToolButton[kind="segment"]:checked {{ background: {accent_soft}; color: {text}; font-weight: 600; }}
QToolButton[kind="segment"][alone="true"]:checked {{ background: transparent; padding-left: 0; }}
QToolButton:focus {{ border-color: {accent}; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {{
    background: {surface}; border: 1px solid {line}; border-radius: {RADIUS}px; padding: 4px {SPACE}px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{
    border-color: {accent}; }}
QLineEdit[wrong="true"] {{ border-color: {bad}; }}
QSpinBox, QDoubleSpinBox {{ padding: 2px {SPACE}px 3px; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow {{ image: url("{down}"); width: 14px; height: 14px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {{
    border: none; width: 18px; background: transparent; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{up}"); width: 12px; height: 12px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{ image: url("{down}"); width: 12px; height: 12px; }}
QCheckBox::indicator, QAbstractItemView::indicator {{
    width: 14px; height: 14px; border: 1px solid {faint}; border-radius: 3px; background: {surface}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
    border-color: {_TICKED}; background: {_TICKED}; image: url("{tick}"); }}
QCheckBox::indicator:disabled {{ border-color: {line}; background: {raised}; }}
QCheckBox::indicator:focus {{ border-color: {accent}; }}
QTableView, QTreeView, QListView {{
    background: {surface}; border: none; gridline-color: {line}; outline: none;
    selection-background-color: {accent_soft}; selection-color: {text}; alternate-background-color: {surface}; }}
QTableView QLineEdit {{ border-radius: 0; padding: 0 {GAP}px; }}
QTreeView::item, QListView::item {{ padding: {GAP}px; border-radius: {GAP}px; }}
QTreeView::item:hover, QListView::item:hover {{ background: {raised}; }}
QTreeView::item:selected, QListView::item:selected {{ background: {accent_soft}; color: {text}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QHeaderView {{ background: {surface}; }}
QHeaderView::section {{
    background: {surface}; color: {muted}; border: none; border-bottom: 1px solid {line};
    border-right: 1px solid {line}; padding: {GAP}px {SPACE}px; font-weight: 500; }}
QTabBar::tab {{ padding: 6px 12px; color: {muted}; border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; font-weight: 600; }}
QTabBar::tab:disabled {{ color: {faint}; }}
QTabWidget::pane {{ border: none; }}
QSplitter::handle {{ background: {window}; }}
QSplitter::handle:hover {{ background: {line}; }}
QStatusBar {{ background: {window}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QMenu {{ background: {surface}; border: 1px solid {line}; padding: {GAP}px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: {GAP}px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {GAP}px; }}
QTextBrowser {{ padding: {SPACE}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; }}
QProgressBar {{ background: {raised}; border: none; border-radius: 3px; height: 6px; text-align: center; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: none; width: 0; height: 0; }}
QSlider::groove:horizontal {{ background: {line}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; height: 4px; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {surface}; border: 2px solid {accent}; width: 12px; height: 12px;
    margin: -6px 0; border-radius: 8px; }}
QCheckBox, QRadioButton {{ spacing: {SPACE}px; }}
"""
