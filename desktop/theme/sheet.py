"""The style sheet made from tokens: what Fusion and the palette do not say.

Widgets take a look by a property: ``card`` (frames), ``kind`` of labels (title, heading, muted, number) and of buttons
(primary, quiet).
"""

from __future__ import annotations

from desktop.theme.pictures import Pictures
from desktop.theme.tokens import GAP, RADIUS, SPACE, Tokens


def style_sheet(tokens: Tokens, pictures: Pictures) -> str:
    """The application's style sheet."""
    t = tokens
    down, up = (pictures.path(name, t.muted) for name in ("chevron-down", "chevron-up"))
    tick = pictures.path("check", t.on_accent)
    return f"""
QMainWindow, QDialog {{ background: {t.window}; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: {GAP}px; }}
QFrame[card="true"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {RADIUS}px; }}
QFrame[card="true"][chosen="true"] {{ border-color: {t.accent}; background: {t.accent_soft}; }}
QFrame#choice-card:hover, QFrame#choice-card:focus {{ border-color: {t.accent}; }}
QMenuBar {{ background: {t.window}; padding: 2px {SPACE}px; }}
QMenuBar::item {{ background: transparent; padding: 4px {SPACE}px; border-radius: {GAP}px; }}
QMenuBar::item:selected {{ background: {t.raised}; }}
QLabel[kind="title"] {{ font-size: 15pt; font-weight: 600; }}
QLabel[kind="heading"] {{ font-weight: 600; }}
QLabel[kind="number"] {{ font-size: 16pt; font-weight: 600; }}
QLabel[kind="muted"] {{ color: {t.muted}; }}
QLabel[kind="bad"] {{ color: {t.bad}; }}
QLabel[kind="warn"] {{ color: {t.warn}; }}
QLabel[kind="good"] {{ color: {t.good}; }}
QPushButton, QToolButton[kind="field"] {{
    background: {t.surface}; border: 1px solid {t.line}; border-radius: {RADIUS}px; padding: 5px 12px; }}
QPushButton:hover, QToolButton[kind="field"]:hover {{ background: {t.raised}; }}
QPushButton:focus, QToolButton[kind="field"]:focus {{ border-color: {t.accent}; }}
QPushButton:disabled {{ color: {t.faint}; }}
QPushButton[kind="primary"] {{
    background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: 600; }}
QPushButton[kind="primary"]:disabled {{ background: {t.raised}; color: {t.faint}; border-color: {t.line}; }}
QPushButton[kind="quiet"], QToolButton {{ background: transparent; border: 1px solid transparent;
    border-radius: {RADIUS}px; padding: 4px; }}
QPushButton[kind="quiet"]:hover, QToolButton:hover {{ background: {t.raised}; }}
QToolButton[kind="segment"] {{ color: {t.muted}; padding: 3px {SPACE}px; }}
QToolButton[kind="segment"]:checked {{ background: {t.accent_soft}; color: {t.text}; font-weight: 600; }}
QToolButton[kind="segment"][alone="true"]:checked {{ background: transparent; padding-left: 0; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {{
    background: {t.surface}; border: 1px solid {t.line}; border-radius: {RADIUS}px; padding: 4px {SPACE}px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{
    border-color: {t.accent}; }}
QLineEdit[wrong="true"] {{ border-color: {t.bad}; }}
QSpinBox, QDoubleSpinBox {{ padding: 2px {SPACE}px 3px; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow {{ image: url("{down}"); width: 14px; height: 14px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {{
    border: none; width: 18px; background: transparent; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{up}"); width: 12px; height: 12px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{ image: url("{down}"); width: 12px; height: 12px; }}
QCheckBox::indicator, QAbstractItemView::indicator {{
    width: 14px; height: 14px; border: 1px solid {t.faint}; border-radius: 3px; background: {t.surface}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
    border-color: {t.accent}; background: {t.accent}; image: url("{tick}"); }}
QCheckBox::indicator:disabled {{ border-color: {t.line}; background: {t.raised}; }}
QCheckBox::indicator:focus {{ border-color: {t.accent}; }}
QTableView, QTreeView, QListView {{
    background: {t.surface}; border: none; gridline-color: {t.line}; outline: none;
    selection-background-color: {t.accent_soft}; selection-color: {t.text}; alternate-background-color: {t.surface}; }}
QTableView QLineEdit {{ border-radius: 0; padding: 0 {GAP}px; }}
QTreeView::item, QListView::item {{ padding: {GAP}px; border-radius: {GAP}px; }}
QTreeView::item:hover, QListView::item:hover {{ background: {t.raised}; }}
QTreeView::item:selected, QListView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QHeaderView {{ background: {t.surface}; }}
QHeaderView::section {{
    background: {t.surface}; color: {t.muted}; border: none; border-bottom: 1px solid {t.line};
    border-right: 1px solid {t.line}; padding: {GAP}px {SPACE}px; font-weight: 500; }}
QTabBar::tab {{ padding: 6px 12px; color: {t.muted}; border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; font-weight: 600; }}
QTabBar::tab:disabled {{ color: {t.faint}; }}
QTabWidget::pane {{ border: none; }}
QSplitter::handle {{ background: {t.window}; }}
QSplitter::handle:hover {{ background: {t.line}; }}
QStatusBar {{ background: {t.window}; border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: none; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.line}; padding: {GAP}px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: {GAP}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {GAP}px; }}
QTextBrowser {{ padding: {SPACE}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; }}
QProgressBar {{ background: {t.raised}; border: none; border-radius: 3px; height: 6px; text-align: center; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {t.line}; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: none; width: 0; height: 0; }}
QSlider::groove:horizontal {{ background: {t.line}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; height: 4px; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {t.surface}; border: 2px solid {t.accent}; width: 12px; height: 12px;
    margin: -6px 0; border-radius: 8px; }}
QCheckBox, QRadioButton {{ spacing: {SPACE}px; }}
"""
