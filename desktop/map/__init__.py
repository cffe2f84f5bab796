"""The map: outlines, sites and flows, painted by pure functions; pictures of it drawn beside the user interface."""
