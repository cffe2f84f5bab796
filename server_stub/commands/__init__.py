"""The commands of `networx-server`, one module each."""
