"""Everything that computes: the data model, the program, solving and results; headless."""
