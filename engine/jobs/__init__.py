"""Jobs: runs that wait for a worker, the queue that wakes one, and the worker that drives them."""
