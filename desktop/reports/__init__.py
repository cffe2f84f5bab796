"""Reports of a run for people: a workbook to calculate with, a PDF to hand over."""
