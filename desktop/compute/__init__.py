"""Functions that run in processes beside the user interface: plain arguments in, plain data or a file out."""
