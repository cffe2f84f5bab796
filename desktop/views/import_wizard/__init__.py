"""Import wizard: a source mapped, checked cell by cell, totalled, and applied as one step."""
