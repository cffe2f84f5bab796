"""What stands in the window: pages, panels and sheets."""
