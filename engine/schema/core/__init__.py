"""The core tables of the model, one module for each part of it."""
