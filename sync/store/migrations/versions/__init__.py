"""Migrations of the project file, one module for each form; final once released, and free of application code."""
