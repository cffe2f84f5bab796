"""What the user sees: the command line and the application."""
