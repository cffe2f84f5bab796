"""Charts painted by hand: the same paint serves the screen, pictures, vector files and reports."""
