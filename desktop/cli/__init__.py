"""The command line: one module a command; figures are computed elsewhere, here they are asked for and shown."""
