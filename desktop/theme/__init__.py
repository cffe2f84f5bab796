"""Look of the application: colours, type, icons, spacing; light and dark."""

from desktop.theme.dress import dress
from desktop.theme.icons import icon
from desktop.theme.theme import Theme, application_font, theme
from desktop.theme.tokens import DARK, LIGHT, Tokens

__all__ = ["DARK", "LIGHT", "Theme", "Tokens", "application_font", "dress", "icon", "theme"]
