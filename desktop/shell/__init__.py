"""The frame around the pages: window, rail, command palette, status bar."""
