"""Worker processes: one for each queue."""
