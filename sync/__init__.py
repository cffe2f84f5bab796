"""The stored project and how copies of it meet."""
